export type ThreadMessage = {
  role: string
  /** Who wrote it, by name. */
  author: string
  content: string
  toolCalls: readonly { tool: string; input?: unknown; output?: unknown }[]
  createdAt: string
  editedAt: string | null
}

type Task = {
  identifier: string
  title: string
  description: string
  state: string
  assigneeName: string | null
  createdAt: string
  completedAt: string | null
  completionSummary: string | null
}

/** A thread for people: the task, then each message under its author and time. */
export function conversationPage(task: Task, messages: readonly ThreadMessage[]): string {
  const facts = [
    `- State: ${task.state}`,
    `- Assignee: ${task.assigneeName ?? 'nobody'}`,
    `- Created: ${task.createdAt}`,
    ...(task.completedAt ? [`- Completed: ${task.completedAt}`] : []),
  ]
  const parts = [
    `# ${task.identifier} ${task.title}`,
    facts.join('\n'),
    ...(task.description ? [task.description] : []),
    ...messages.map(messageText),
    ...(task.completionSummary ? [`## Result\n\n${task.completionSummary}`] : []),
  ]
  return `${parts.join('\n\n')}\n`
}

function messageText({ author, createdAt, editedAt, content, toolCalls }: ThreadMessage): string {
  const edited = editedAt ? `, edited ${editedAt}` : ''
  const calls = toolCalls.map(({ tool, input, output }) => `- \`${tool}\` ${textOf(input)} → ${textOf(output)}`)
  return [`## ${author}, ${createdAt}${edited}`, content, ...(calls.length > 0 ? [calls.join('\n')] : [])].join('\n\n')
}

function textOf(value: unknown): string {
  return value === undefined ? 'nothing' : `\`${JSON.stringify(value)}\``
}
