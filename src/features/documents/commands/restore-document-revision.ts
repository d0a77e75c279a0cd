import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { getDocumentRevision } from '../queries/get-document-revision'
import { DocumentName, DocumentView } from '../schema'
import { lockForChange, requireDocument, tell, writeRevision } from '../store'

/**
 * Makes what an older revision said the newest one again. History stays as it was.
 * @throws as putDocument; stale_version only when a base is sent
 */
export const restoreDocumentRevision = defineCommand({
  name: 'restoreDocumentRevision',
  grant: 'task:write',
  about: ({ taskId }) => [['task', taskId]],
  input: DocumentName.extend({
    revisionId: z.uuid(),
    /** The newest revision that the caller knows of. */
    baseRevisionId: z.uuid().nullish(),
  }),
  output: DocumentView,
  records: ['document.restored'],
  announces: ['document/restored'],
  async run(work, { taskId, key, revisionId, baseRevisionId }) {
    await lockForChange(work, taskId)
    const { number, title, body } = await getDocumentRevision.within(work, { taskId, key, revisionId })
    const changeSummary = `Restored revision ${number}.`
    const written = await writeRevision(work, {
      taskId,
      key,
      title,
      body,
      changeSummary,
      base: baseRevisionId ?? 'any',
    })
    const document = await requireDocument(work, { taskId, key })
    if (written) tell(work, 'restored', document, { revisionNumber: document.revisionNumber, restoredNumber: number })
    else work.unchanged()
    return document
  },
})
