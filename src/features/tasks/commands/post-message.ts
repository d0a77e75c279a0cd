import { defineCommand } from '@/platform/command'
import { isOver } from '../rules/state-machine'
import { MessageView, PostMessage } from '../schema'
import { lockTask } from '../store'
import { POSTING, say } from '../thread'
import { updateTask } from './update-task'

/**
 * Adds a message to a task's thread. Each agent that is mentioned, and the assignee of open work, is woken once; nobody by itself.
 * The role comes from who writes: an agent's message is an agent's, whatever the request says. With `reopen` a task that is over is
 * taken up again.
 */
export const postMessage = defineCommand({
  name: 'postMessage',
  grant: 'message:write',
  about: ({ taskId }) => [['task', taskId]],
  input: PostMessage,
  output: MessageView,
  ...POSTING,
  async run(work, { reopen, ...draft }): Promise<MessageView> {
    if (reopen) {
      const { state } = await lockTask(work, draft.taskId)
      if (isOver(state)) await updateTask.within(work, { taskId: draft.taskId, state: 'todo', reopen })
    }
    return say(work, draft)
  },
})
