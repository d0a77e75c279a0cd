/*
 * Who and what there is in the busy company: a publisher of technical guides. Numbers name things by their place in the list.
 */

/** `manager` is a place in this list; the weights say who has how much of the work. */
export const AGENTS = [
  { name: 'Ada', role: 'ceo', title: 'Publisher', manager: null, weight: 3, status: 'active' },
  { name: 'Ben', role: 'cto', title: 'Head of engineering', manager: 0, weight: 5, status: 'active' },
  { name: 'Cleo', role: 'cmo', title: 'Editor in chief', manager: 0, weight: 8, status: 'active' },
  { name: 'Dov', role: 'coo', title: 'Head of operations', manager: 0, weight: 5, status: 'active' },
  { name: 'Edda', role: 'engineer', title: 'Platform engineer', manager: 1, weight: 13, status: 'active' },
  { name: 'Femi', role: 'engineer', title: 'Typesetting engineer', manager: 1, weight: 12, status: 'active' },
  { name: 'Gus', role: 'engineer', title: 'Search engineer', manager: 1, weight: 9, status: 'halted' },
  { name: 'Hana', role: 'writer', title: 'Technical writer', manager: 2, weight: 14, status: 'active' },
  { name: 'Ivo', role: 'writer', title: 'Fact checker', manager: 2, weight: 11, status: 'active' },
  { name: 'Juno', role: 'designer', title: 'Illustrator', manager: 2, weight: 7, status: 'paused' },
  { name: 'Kaya', role: 'support', title: 'Reader support', manager: 3, weight: 8, status: 'active' },
  { name: 'Lars', role: 'analyst', title: 'Controller', manager: 3, weight: 5, status: 'active' },
] as const

export const TEAMS = [
  { name: 'Engineering', members: [1, 4, 5, 6] },
  { name: 'Editorial', members: [2, 7, 8, 9] },
  { name: 'Operations', members: [3, 10, 11] },
] as const

/** Below the mission; `parent` is a place in this list, `due` in days from now. */
export const GOALS = [
  { title: 'Publish four guides this quarter', parent: null, owner: 2, due: 40 },
  { title: 'Readers find what they look for', parent: null, owner: 1, due: 75 },
  { title: 'Answer every reader within a day', parent: null, owner: 3, due: 20 },
  { title: 'Spend less for each chapter', parent: null, owner: 11, due: 90 },
  { title: 'Guide to databases, second edition', parent: 0, owner: 7, due: 12 },
  { title: 'Guide to observability', parent: 0, owner: 7, due: 33 },
  { title: 'Search answers in 200 ms', parent: 1, owner: 6, due: 25 },
  { title: 'Every page has an outline', parent: 1, owner: 5, due: -4 },
  { title: 'Errata are out within a week', parent: 2, owner: 8, due: 15 },
] as const

/** `goal` is a place among the goals. */
export const PROJECTS = [
  { name: 'Databases, second edition', goal: 4, lead: 7, status: 'in_progress', target: 12, color: '#2563eb' },
  { name: 'Observability guide', goal: 5, lead: 8, status: 'in_progress', target: 33, color: '#059669' },
  { name: 'Search rebuild', goal: 6, lead: 4, status: 'in_progress', target: 25, color: '#d97706' },
  { name: 'Reading view', goal: 7, lead: 5, status: 'planned', target: 48, color: '#7c3aed' },
  { name: 'Reader desk', goal: 8, lead: 10, status: 'in_progress', target: 15, color: '#db2777' },
  { name: 'Cost of a chapter', goal: 3, lead: 11, status: 'backlog', target: 90, color: '#475569' },
] as const

export const LABELS = [
  { name: 'bug', color: '#dc2626' },
  { name: 'chapter', color: '#2563eb' },
  { name: 'customer', color: '#db2777' },
  { name: 'design', color: '#7c3aed' },
  { name: 'errata', color: '#d97706' },
  { name: 'infrastructure', color: '#475569' },
  { name: 'quick win', color: '#059669' },
  { name: 'research', color: '#0891b2' },
] as const

/** Titles are made of these two: what is done, and with what. */
export const VERBS = [
  ...['Write', 'Review', 'Check the facts of', 'Illustrate', 'Shorten', 'Translate', 'Typeset', 'Measure', 'Rework'],
  ...['Test the examples of', 'Collect sources for', 'Answer readers about', 'Fix the links in', 'Index', 'Price'],
]
export const THINGS = [
  ...['the chapter on indexes', 'the chapter on transactions', 'the section on vacuum', 'the glossary', 'the preface'],
  ...['the chapter on traces', 'the chapter on sampling', 'the search page', 'the query planner’s figures'],
  ...['the reading view on phones', 'the code listings', 'the errata of March', 'the newsletter', 'the landing page'],
  ...['the table of contents', 'the exercises', 'the cover', 'the chapter on replication', 'the print proofs'],
]

export const MODELS = [
  { model: 'claude-sonnet-4-5', provider: 'anthropic', inMicros: 3, outMicros: 15 },
  { model: 'claude-haiku-4-5', provider: 'anthropic', inMicros: 1, outMicros: 5 },
  { model: 'gpt-5.1', provider: 'openai', inMicros: 1.25, outMicros: 10 },
  { model: 'gemini-2.5-pro', provider: 'google', inMicros: 1.25, outMicros: 10 },
] as const

export const MESSAGES = [
  'I read the draft twice. Three things stand out:\n\n1. The second example does not run on version 18.\n2. `EXPLAIN` is shown without `ANALYZE`.\n3. The figure on page 12 repeats the one on page 9.\n\nI will mend the first two and leave the figure to @Juno.',
  'Done as far as it goes. The numbers before and after:\n\n| step | before | after |\n|---|---:|---:|\n| parse | 48 ms | 11 ms |\n| rank | 130 ms | 62 ms |\n| render | 75 ms | 71 ms |\n\nRendering is next.',
  '@Cleo can you decide which of the two outlines we take? I would take the **shorter** one.',
  'I split this in three parts and gave them on. I come back when all of them are in.',
  'The build failed on the listings:\n\n```sh\nnpm run check-listings\n# 4 of 212 listings do not run\n```\n\nThree are typos. The fourth needs a newer server, which @Edda has to set up.',
  'Looks good to me. Please add a sentence on what happens when the disk is full, then publish.',
  'Two sources contradict each other on the default. I asked the maintainers and wait for an answer until tomorrow.',
  'Published. The page is 18 kB lighter and has an outline of its own.',
]

export const LOG_LINES = [
  'reading the task and its thread',
  'opening workspace',
  '> git fetch origin main',
  'From origin: 3 new commits',
  'checking 212 code listings',
  'listing 14: ok (0.8 s)',
  'listing 15: ok (1.1 s)',
  'thinking about the order of the sections',
  'writing drafts/indexes.md (4.2 kB)',
  '> npm test -- listings',
  '212 listings, 209 ok, 3 skipped',
  'comparing with the style guide: 2 remarks',
  'posting a message to the thread',
  'saving document outline, revision 3',
]
