import type { View } from '@/platform/command'
import type { ProviderView } from './schema'

/** Columns of a `ProviderView` of provider `p` and its secret `s`. */
export const PROVIDER_COLUMNS = `p.id, p.name, p.dialect, p."baseUrl", p."secretId", s.name AS "secretName", p."secretVersion",
  p."requestsPerMinute", p."tokensPerMinute", p."callsAtOnce", p."isEnabled", p."createdAt", p."updatedAt"`

/** Providers of the company, oldest first. */
export function selectProviders(view: View, onlyEnabled: boolean): Promise<ProviderView[]> {
  return view.sql<ProviderView>(
    `SELECT ${PROVIDER_COLUMNS} FROM "ModelProvider" p LEFT JOIN "Secret" s ON s."companyId" = $1 AND s.id = p."secretId"
     WHERE p."companyId" = $1 AND (p."isEnabled" OR NOT $2) ORDER BY p.id LIMIT 500`,
    [view.companyId, onlyEnabled],
  )
}

/** Columns of a `CallView` of call `m`. */
export const CALL_COLUMNS = `m.id, m."runId", m.endpoint, m."askedModel", m.model, m.provider, m.state, m."isStreamed", m."costMicros",
  m."tokensIn", m."tokensOut", m."tokensCached", m."isEstimated", m.attempts, m.error, m."createdAt", m."endedAt",
  EXISTS (SELECT 1 FROM "ModelConversation" c WHERE c."companyId" = $1 AND c."callId" = m.id) AS "hasConversation"`
