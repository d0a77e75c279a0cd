import type { View } from '@/platform/command'
import { createMask, type Mask } from '@/platform/mask'
import type { Sealed } from '@/platform/sealed'
import { openSealed } from './store'

/** Masks by company, for as long as its secrets stay as they are. */
const kept = new Map<string, { state: string; values: string[] }>()
const MOST_KEPT = 200

/**
 * A mask for every value that the company's vault has, older versions too, and for `more`. For texts that others read later.
 */
export async function secretMask(view: View, more: readonly string[]): Promise<Mask> {
  return createMask([...(await valuesOf(view)), ...more])
}

async function valuesOf(view: View): Promise<string[]> {
  const [row] = await view.sql<{ state: string }>(
    `SELECT count(*) || ' ' || coalesce(sum("latestVersion"), 0) || ' ' || coalesce(max("updatedAt")::text, '') AS state FROM "Secret"
     WHERE "companyId" = $1`,
    [view.companyId],
  )
  const state = row?.state ?? ''
  const known = kept.get(view.companyId)
  if (known?.state === state) return known.values
  const versions = await view.sql<Sealed & { secretId: string; version: number }>(
    `SELECT "secretId", version, "keyId", nonce, ciphertext FROM "SecretVersion" WHERE "companyId" = $1`,
    [view.companyId],
  )
  const values = versions.flatMap((each) => openSealed(view.companyId, each) ?? [])
  if (kept.size >= MOST_KEPT) kept.clear()
  kept.set(view.companyId, { state, values })
  return values
}
