import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { DocumentName } from '../schema'
import { lockForChange, requireDocument, requirePerson, tell } from '../store'

/**
 * Takes a document away. Its revisions stay; who writes the key again goes on from there.
 * @throws Refusal not_found; forbidden for agents
 */
export const deleteDocument = defineCommand({
  name: 'deleteDocument',
  grant: 'task:write',
  about: ({ taskId }) => [['task', taskId]],
  input: DocumentName,
  output: z.object({ id: z.uuid() }),
  records: ['document.deleted'],
  announces: ['document/deleted'],
  async run(work, name) {
    requirePerson(work, 'Deleting documents')
    await lockForChange(work, name.taskId)
    const document = await requireDocument(work, name)
    await work.sql(`UPDATE "Document" SET "deletedAt" = $3, "lockedAt" = NULL WHERE "companyId" = $1 AND id = $2`, [
      work.companyId,
      document.id,
      work.now,
    ])
    tell(work, 'deleted', document, { revisionNumber: document.revisionNumber })
    return { id: document.id }
  },
})
