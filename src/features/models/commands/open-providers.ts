import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { Dialect } from '../schema'
import { doorsSql, type ProviderDoor } from '../store'
import { OpenProvider, withKeys } from './open-provider'

const DOORS = doorsSql('p."isEnabled" AND p.dialect = $2')

/** The enabled providers of a dialect with their keys, for the list of models that a run may ask for: for the gateway only. */
export const openProviders = defineCommand({
  name: 'openProviders',
  grant: 'run:report',
  input: z.object({ dialect: Dialect }),
  output: z.object({ providers: z.array(OpenProvider) }),
  records: [],
  announces: [],
  async run(work, { dialect }) {
    work.unchanged()
    const providers = await work.sql<ProviderDoor>(DOORS, [work.companyId, dialect])
    return { providers: providers.length > 0 ? await withKeys(work, providers) : [] }
  },
})
