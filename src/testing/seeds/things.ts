export type Kind = string

/** Plain ids of a company's things, by kind. */
export type Ids = Record<Kind, string>

type Thing = {
  kind: Kind
  /** The words before its id in paths that begin with it. */
  words?: string[]
  /** What its id is called deeper in paths. */
  inner?: string[]
  /** Where a POST over `/api` makes it, with ids of what stands above it here. */
  at: string
  /** @param word is in every text */
  sent(word: string, ids: Ids): object
}

/** Does nothing, and has nobody to run it. */
const IDLE = { adapterType: 'process', adapterConfig: { command: 'true' } }
const COMPANY = '/companies/{company}'
const TASK = '/issues/{task}'

/** What a company is furnished with by one request each. A kind of thing that is new is new here, and nowhere else. */
export const THINGS: Thing[] = [
  { kind: 'agent', words: ['agents'], at: `${COMPANY}/agents`, sent: (word) => ({ name: `${word} Root`, ...IDLE }) },
  {
    ...{ kind: 'otherAgent', at: `${COMPANY}/agents` },
    sent: (word, { agent }) => ({ name: `${word} Other`, reportsTo: agent, ...IDLE }),
  },
  { kind: 'goal', words: ['goals'], at: `${COMPANY}/goals`, sent: (word) => ({ title: `${word} goal` }) },
  {
    ...{ kind: 'project', words: ['projects'], at: `${COMPANY}/projects` },
    sent: (word, { goal }) => ({ name: `${word} project`, goalId: goal }),
  },
  { kind: 'team', words: ['teams'], at: `${COMPANY}/teams`, sent: (word) => ({ name: `${word} team` }) },
  { kind: 'label', words: ['labels'], at: `${COMPANY}/labels`, sent: (word) => ({ name: `${word} label` }) },
  {
    ...{ kind: 'secret', words: ['secrets'], at: `${COMPANY}/secrets` },
    sent: (word) => ({ name: `${word}_SECRET`, value: `${word} value` }),
  },
  {
    ...{ kind: 'provider', words: ['model-providers'], at: `${COMPANY}/model-providers` },
    sent: (word) => ({ name: `${word}-models`.toLowerCase(), dialect: 'openai', baseUrl: 'http://127.0.0.1:9/v1' }),
  },
  {
    ...{ kind: 'channel', words: ['notification-channels'], at: `${COMPANY}/notification-channels` },
    sent: (word) => ({
      name: `${word} channel`,
      kind: 'webhook',
      address: 'http://127.0.0.1:9/hook',
      topics: ['done'],
    }),
  },
  {
    ...{ kind: 'delivery', words: ['notification-deliveries'], at: '/notification-channels/{channel}/test' },
    sent: () => ({}),
  },
  {
    ...{ kind: 'task', words: ['issues', 'tasks'], inner: ['issue', 'task_id'], at: `${COMPANY}/issues` },
    sent: (word, { goal, label }) => ({ title: `${word} task`, goalId: goal, labelIds: [label] }),
  },
  {
    ...{ kind: 'message', words: ['messages'], inner: ['commentId'], at: `${TASK}/comments` },
    sent: (word) => ({ body: `${word} said` }),
  },
  {
    ...{ kind: 'interaction', words: ['interactions'], inner: ['interactionId'], at: `${TASK}/interactions` },
    sent: (word) => ({ kind: 'request_confirmation', payload: { prompt: `${word}?` } }),
  },
  {
    ...{ kind: 'attachment', words: ['attachments'], at: `${COMPANY}${TASK}/attachments` },
    sent: (word) => fileForm(`${word}.txt`, `${word} file`),
  },
  {
    ...{ kind: 'product', words: ['work-products'], at: `${TASK}/work-products` },
    sent: (word) => ({ type: 'document', title: `${word} product` }),
  },
  {
    ...{ kind: 'approval', words: ['approvals'], inner: ['approvalId'], at: `${COMPANY}/approvals` },
    sent: (word, { task }) => ({
      ...{ type: 'request_board_approval', payload: { title: `${word} wish` }, issueIds: [task] },
    }),
  },
  {
    ...{ kind: 'routine', words: ['routines'], at: `${COMPANY}/routines` },
    sent: (word, { agent, goal }) => ({ title: `${word} again`, assigneeAgentId: agent, goalId: goal }),
  },
  {
    ...{ kind: 'trigger', words: ['routine-triggers'], at: '/routines/{routine}/triggers' },
    sent: (word) => ({ kind: 'webhook', label: `${word} hook` }),
  },
  {
    ...{ kind: 'memory', words: ['memories'], at: `${COMPANY}/memories` },
    sent: (word, { agent }) => ({ key: `${word}-memory`, text: `${word} known`, agentId: agent }),
  },
  {
    ...{ kind: 'cost', inner: ['costId', 'cost_id'], at: `${COMPANY}/cost-events` },
    sent: (word, { agent }) => ({ agentId: agent, model: `${word}-model`, costCents: 1 }),
  },
  {
    ...{ kind: 'price', inner: ['priceId', 'price_id'], at: `${COMPANY}/model-prices` },
    sent: (word) => ({ model: `${word}-model`, inMicros: 1, outMicros: 2 }),
  },
  {
    ...{ kind: 'challenge', inner: ['challengeId'], at: '/cli-auth/challenges' },
    sent: (word, { company }) => ({ command: 'login', clientName: `${word} laptop`, requestedCompanyId: company }),
  },
]

/** A form with one file, as browsers and the clients of this dialect send it. */
export function fileForm(name: string, content: string | Uint8Array<ArrayBuffer>): FormData {
  const form = new FormData()
  form.set('file', new Blob([content]), name)
  return form
}
