import type { View } from '@/platform/command'
import type { Link, SealedEntry } from './chain'

/** Links behind a position up to another one, in order, at most so many; an entry that is gone is null. */
export function selectLinks(view: View, after: number, until: number, limit: number): Promise<Link[]> {
  return view
    .sql<Omit<Link, 'entry'> & SealedEntry & { found: boolean }>(
      `SELECT s.position, s."prevHash", s.hash, s."entryId", e.id IS NOT NULL AS found, e.id, e."companyId", e.at, e."actorKind",
              e."actorId", e."runId", e.action, e."subjectKind", e."subjectId", e.details, e."requestId"
       FROM "AuditSeal" s LEFT JOIN "AuditEntry" e ON e."companyId" = $1 AND e.id = s."entryId"
       WHERE s."companyId" = $1 AND s.position > $2 AND s.position <= $3 ORDER BY s.position LIMIT $4`,
      [view.companyId, after, until, limit],
    )
    .then((rows) =>
      rows.map(({ position, prevHash, hash, entryId, found, ...entry }) => ({
        position,
        prevHash,
        hash,
        entryId,
        entry: found ? entry : null,
      })),
    )
}
