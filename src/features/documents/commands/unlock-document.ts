import { defineCommand } from '@/platform/command'
import { DocumentName, DocumentView } from '../schema'
import { lockForChange, requireDocument, requirePerson, setLocked, tell } from '../store'

/**
 * Lets a locked document be changed again.
 * @throws Refusal not_found; forbidden for agents
 */
export const unlockDocument = defineCommand({
  name: 'unlockDocument',
  grant: 'task:write',
  about: ({ taskId }) => [['task', taskId]],
  input: DocumentName,
  output: DocumentView,
  records: ['document.unlocked'],
  announces: ['document/unlocked'],
  async run(work, name) {
    requirePerson(work, 'Unlocking documents')
    await lockForChange(work, name.taskId)
    const document = await requireDocument(work, name)
    if (await setLocked(work, document.id, false)) tell(work, 'unlocked', document)
    else work.unchanged()
    return requireDocument(work, name)
  },
})
