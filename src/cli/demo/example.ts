/** What the example company consists of. Its people do real work on this machine, without a model and without a key. */

export const COMPANY = {
  name: 'Paperclip Demo',
  slug: 'demo',
  mission: 'Keep this installation of Paperclip healthy, documented and within its budget.',
  budget: { monthly_usd: 5 },
}

export const GOALS = [
  {
    title: 'Know the machine',
    description: 'Its capacity and load are known, and somebody else has checked the numbers.',
  },
  { title: 'Documentation that people can trust', description: 'No link leads nowhere.' },
  { title: 'Know the code', description: 'How much there is of what, and where it grows.' },
  { title: 'Stay within budget', description: 'Nobody is surprised by the bill.' },
]

export type ExampleAgent = {
  name: string
  role: string
  title: string
  capabilities: string
  instructions: string
  /** By name; absent for the head of the company. */
  manager?: string
  /** A file in `agents/`; absent for the agent that listens on HTTP. */
  script?: string
  /** Absent: a cap that one run of this agent fills to 85 %. */
  monthlyUsd?: number
  cron?: string
}

export const AGENTS: ExampleAgent[] = [
  {
    name: 'Ada',
    role: 'CEO',
    title: 'Chief executive',
    capabilities: 'Splits work, hands it out, and reports to the board.',
    instructions: 'Split your task among your people. Close it when all parts are done.',
    script: 'ada.mjs',
    monthlyUsd: 1,
  },
  {
    name: 'Ines',
    role: 'devops',
    title: 'Platform engineer',
    capabilities: 'Inspects the machine: processor, memory, disk, Node.js, load, processes.',
    instructions: 'Report only what you measured. Have Rhea check it.',
    manager: 'Ada',
    script: 'ines.mjs',
    monthlyUsd: 1,
  },
  {
    name: 'Linus',
    role: 'engineer',
    title: 'Documentation engineer',
    capabilities: 'Checks links and anchors of Markdown files.',
    instructions: 'Name each broken link with its file and line.',
    manager: 'Ada',
    script: 'linus.mjs',
    monthlyUsd: 1,
  },
  {
    name: 'Max',
    role: 'researcher',
    title: 'Analyst',
    capabilities: 'Measures code bases.',
    instructions: 'Count, do not judge.',
    manager: 'Ada',
    script: 'max.mjs',
  },
  {
    name: 'Rhea',
    role: 'reviewer',
    title: 'Reviewer',
    capabilities: 'Checks the claims of a report by looking for herself.',
    instructions:
      'Confirm a report only when every number in it is right. Otherwise hand it back and say which is wrong.',
    manager: 'Ada',
    monthlyUsd: 1,
  },
  {
    name: 'Vera',
    role: 'CFO',
    title: 'Bookkeeper',
    capabilities: 'Compares spend with plan, every minute.',
    instructions: 'Say something only when something changed.',
    manager: 'Ada',
    script: 'vera.mjs',
    monthlyUsd: 0.5,
    cron: '* * * * *',
  },
]

/** The last one sets the others going. */
export const TASKS = [
  {
    title: 'Keep an eye on spend against plan',
    description: 'Every minute. Post a note when a budget changes its status or a good part of it was spent.',
    assignee: 'Vera',
    goal: 'Stay within budget',
    priority: 'low',
  },
  {
    title: 'Prepare the first status report for the board',
    description:
      'The board wants to know the machine, the documentation and the code of this installation. Use your people.',
    assignee: 'Ada',
    priority: 'high',
  },
]
