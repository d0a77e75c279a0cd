import { defineCommand } from '@/platform/command'
import { DocumentView, PutDocument } from '../schema'
import { lockForChange, requireDocument, tell, writeRevision } from '../store'

/**
 * Writes a document of a task. A change names the revision that it was made from: of two who change the same one, the second is told.
 * The text that is there already makes no new revision.
 * @throws Refusal not_found; already_claimed when another agent holds the task; stale_version with the newest revision; broken_rule
 * when the document is locked
 */
export const putDocument = defineCommand({
  name: 'putDocument',
  grant: 'task:write',
  about: ({ taskId }) => [['task', taskId]],
  input: PutDocument,
  output: DocumentView,
  records: ['document.created', 'document.updated'],
  announces: ['document/created', 'document/updated'],
  async run(work, { taskId, key, title, body, changeSummary, baseRevisionId }) {
    await lockForChange(work, taskId)
    const base = baseRevisionId ?? null
    const written = await writeRevision(work, { taskId, key, title, body, changeSummary: changeSummary ?? null, base })
    const document = await requireDocument(work, { taskId, key })
    if (!written) {
      work.unchanged()
      return document
    }
    const { revisionId, revisionNumber } = document
    tell(work, written.isNew ? 'created' : 'updated', document, { revisionId, revisionNumber, changeSummary })
    return document
  },
})
