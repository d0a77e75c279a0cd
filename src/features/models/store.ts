import type { View } from '@/platform/command'
import type { Dialect } from './rules/endpoints'
import type { ProviderView } from './schema'

/** Columns of a `ProviderView` of provider `p` and its secret `s`. */
export const PROVIDER_COLUMNS = `p.id, p.name, p.dialect, p."baseUrl", p."secretId", s.name AS "secretName", p."secretVersion",
  p."requestsPerMinute", p."tokensPerMinute", p."callsAtOnce", p."isEnabled", p."createdAt", p."updatedAt"`

/** Providers of the company, oldest first. */
export function selectProviders(view: View): Promise<ProviderView[]> {
  return view.sql<ProviderView>(
    `SELECT ${PROVIDER_COLUMNS} FROM "ModelProvider" p LEFT JOIN "Secret" s ON s."companyId" = $1 AND s.id = p."secretId"
     WHERE p."companyId" = $1 ORDER BY p.id LIMIT 500`,
    [view.companyId],
  )
}

/** A provider with where its key is. */
export type ProviderDoor = {
  id: string
  name: string
  dialect: Dialect
  baseUrl: string
  secretId: string | null
  secretName: string | null
  secretStatus: string | null
  /** The one that it takes, else the newest. */
  secretVersion: number | null
  hasLimits: boolean
  hasPlaces: boolean
}

/** SQL for `ProviderDoor`s of company `$1`, oldest first. */
export const doorsSql = (where: string) => `
  SELECT p.id, p.name, p.dialect, p."baseUrl", p."secretId", s.name AS "secretName", s.status AS "secretStatus",
    coalesce(p."secretVersion", s."latestVersion") AS "secretVersion", p."callsAtOnce" IS NOT NULL AS "hasPlaces",
    coalesce(p."callsAtOnce", p."requestsPerMinute", p."tokensPerMinute") IS NOT NULL AS "hasLimits"
  FROM "ModelProvider" p LEFT JOIN "Secret" s ON s."companyId" = $1 AND s.id = p."secretId"
  WHERE p."companyId" = $1 AND ${where} ORDER BY p.id LIMIT 500`

/** Columns of a `CallView` of call `m`. */
export const CALL_COLUMNS = `m.id, m."runId", m.endpoint, m."askedModel", m.model, m.provider, m.state, m."isStreamed", m."costMicros",
  m."tokensIn", m."tokensOut", m."tokensCached", m."isEstimated", m.attempts, m.error, m."timesRefused", m."createdAt", m."endedAt",
  EXISTS (SELECT 1 FROM "ModelConversation" c WHERE c."companyId" = $1 AND c."callId" = m.id) AS "hasConversation"`
