import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import type { Sealed } from '@/platform/sealed'
import { openSealed } from '../store'

/** Versions of secrets that were looked at, and those that no key opens, by the key that is missing. */
export type SecretsCheck = { opened: number; closed: { keyId: string; versions: number }[] }

const PAGE = 500

/** Opens every version of every secret of the company, and shows none. */
export const checkSecrets = defineQuery({
  name: 'checkSecrets',
  grant: 'secret:read',
  input: z.object({}),
  async run(view): Promise<SecretsCheck> {
    let opened = 0
    const closed = new Map<string, number>()
    let last: { secretId: string; version: number } | undefined
    do {
      const rows: (Sealed & { secretId: string; version: number })[] = await view.sql(
        `SELECT "secretId", version, "keyId", nonce, ciphertext FROM "SecretVersion"
         WHERE "companyId" = $1 AND ($2::uuid IS NULL OR ("secretId", version) > ($2, $3)) ORDER BY "secretId", version LIMIT ${PAGE}`,
        [view.companyId, last?.secretId ?? null, last?.version ?? 0],
      )
      for (const row of rows) {
        if (openSealed(view.companyId, row) !== null) opened += 1
        else closed.set(row.keyId, (closed.get(row.keyId) ?? 0) + 1)
      }
      last = rows.at(-1)
    } while (last)
    return { opened, closed: [...closed].map(([keyId, versions]) => ({ keyId, versions })) }
  },
})
