import { agentPath, api, companyPath, listAgents, meter, post, readTask, tellParent, work } from './paperclip.mjs'

/** Ada leads: she splits a task among her people, waits for them, and closes it with what they found. */

const PARTS = [
  {
    to: 'Ines',
    goal: 'Know the machine',
    title: 'Report on the machine that this company runs on',
    description:
      'Processor, memory, disk, Node.js, load and the busiest processes, as a report that can be checked. Then hand it to Rhea.',
    priority: 'high',
  },
  {
    to: 'Linus',
    goal: 'Documentation that people can trust',
    title: 'Check every link in the documentation',
    description:
      'All Markdown files of the project: does each relative link lead to a file, and each anchor to a heading?',
    priority: 'medium',
  },
  {
    to: 'Max',
    goal: 'Know the code',
    title: 'Measure the code base',
    description: 'Files, lines, words and open notes a folder, and the largest files.',
    priority: 'medium',
  },
]

const OVER = ['done', 'cancelled']

async function split(task) {
  const [agents, { goals }] = await Promise.all([listAgents(), api('GET', `${companyPath}/goals`)])
  const made = []
  for (const { to, goal, ...part } of PARTS) {
    const agent = agents.find(({ name }) => name === to)
    if (!agent) throw new Error(`There is no ${to} in the company. Hire ${to}, then wake Ada again.`)
    const child = await api('POST', `${companyPath}/tasks`, {
      ...part,
      assigned_to: agent.id,
      goal_id: goals.find(({ title }) => title === goal)?.id,
      parent_task_id: task.id,
    })
    console.log(`${child.identifier} ${child.title} -> ${to}`)
    made.push({ tool: 'create_task', input: `${part.title} → ${to}`, output: child.identifier })
  }
  const plan = made.map(({ output, input }) => `- ${output}: ${input}`).join('\n')
  const note = await meter(task.id, task.description.length + JSON.stringify({ agents, goals }).length, plan.length)
  await post(
    task.id,
    `I split this into three parts:\n\n${plan}\n\nI close it when all of them are done.\n\n_${note}_`,
    made,
  )
  await waitFor(
    task,
    made.map(({ output }) => output),
  )
}

async function waitFor(task, identifiers) {
  console.log(`waits for ${identifiers.join(', ')}`)
  await api('PATCH', `/tasks/${task.id}`, { status: 'blocked', blocked_reason: `Waits for ${identifiers.join(', ')}.` })
}

async function close(task, children) {
  const inOrder = [...children].sort((a, b) => a.created_at.localeCompare(b.created_at))
  const parts = await Promise.all(inOrder.map(({ id }) => api('GET', `/tasks/${id}`)))
  const findings = parts.map(
    (part) => `- **${part.title}** (${part.assignee_name}): ${part.completion_summary ?? part.status}`,
  )
  const summary = `Status report for the board\n\n${findings.join('\n')}`
  const note = await meter(task.id, JSON.stringify(parts).length, summary.length)
  await api('PATCH', `/tasks/${task.id}`, { status: 'done', completion_summary: `${summary}\n\n_${note}_` })
  await tellParent(task, `${task.identifier} is done.`)
  console.log(summary)
}

/** Her own task: the one of this run, or the one above it when she was mentioned in a part. */
async function ownTask() {
  const [task, self] = await Promise.all([readTask(), api('GET', agentPath)])
  if (!task || task.assigned_to === self.id) return task
  return task.parent_task_id ? api('GET', `/tasks/${task.parent_task_id}`) : null
}

await work(async () => {
  const task = await ownTask()
  if (!task || OVER.includes(task.status)) return console.log(`nothing to do (${agentPath})`)
  const { tasks: children } = await api('GET', `${companyPath}/tasks?parent_task_id=${task.id}`)
  const open = children.filter(({ status }) => !OVER.includes(status))
  if (children.length === 0) await split(task)
  else if (open.length > 0) await waitFor(task, open.map(({ identifier }) => identifier).sort())
  else await close(task, children)
})
