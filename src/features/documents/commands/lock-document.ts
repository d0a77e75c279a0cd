import { defineCommand } from '@/platform/command'
import { DocumentName, DocumentView } from '../schema'
import { lockForChange, requireDocument, requirePerson, setLocked, tell } from '../store'

/**
 * Locks a document: nobody changes it until a person unlocks it.
 * @throws Refusal not_found; forbidden for agents
 */
export const lockDocument = defineCommand({
  name: 'lockDocument',
  grant: 'task:write',
  about: ({ taskId }) => [['task', taskId]],
  input: DocumentName,
  output: DocumentView,
  records: ['document.locked'],
  announces: ['document/locked'],
  async run(work, name) {
    requirePerson(work, 'Locking documents')
    await lockForChange(work, name.taskId)
    const document = await requireDocument(work, name)
    if (await setLocked(work, document.id, true)) tell(work, 'locked', document)
    else work.unchanged()
    return requireDocument(work, name)
  },
})
