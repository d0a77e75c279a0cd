import { INVITATION_LINKS } from '@/features/access'
import { WEBHOOK_SECRETS } from '@/features/routines'
import { TESTED_SETTINGS } from '@/features/runs'
import { SECRET_VALUES } from '@/features/vault'
import type { SealedColumns } from '@/platform/sealed'

/** Everything that is sealed in the database. A test reads the catalogue and fails for columns that are not listed. */
export const SEALED: readonly SealedColumns[] = [SECRET_VALUES, WEBHOOK_SECRETS, TESTED_SETTINGS, INVITATION_LINKS]
