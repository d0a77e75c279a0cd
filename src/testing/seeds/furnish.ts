import { parseId, publicId } from '@/platform/ids'
import { until } from '../company'
import { type Answer, idIn, type RestClient, restClient, rowsIn } from '../rest-client'
import type { Operation } from './operations'

/** A company that has one of each thing, made over HTTP. */
export type Furnished = {
  /** A word that is in the name, the title or the text of everything in it. */
  word: string
  boardKey: string
  agentKey: string
  /** Plain ids of its things, by kind; `otherAgent` reports to `agent`, whose key the agent's key is. */
  ids: Record<Kind, string>
}

export type Kind = string

/** What the first word of a path says of the id behind it. */
const SCOPES: Record<string, Kind> = {
  ...{ companies: 'company', agents: 'agent', issues: 'task', tasks: 'task', goals: 'goal', projects: 'project' },
  ...{ teams: 'team', labels: 'label', messages: 'message', interactions: 'interaction', attachments: 'attachment' },
  ...{ approvals: 'approval', secrets: 'secret', keys: 'key', runs: 'run', 'heartbeat-runs': 'run' },
}
/** Parameters deeper in a path. What is in neither list is text. */
const INNER: Record<string, Kind> = {
  ...{ issue: 'task', task_id: 'task', commentId: 'message', keyId: 'key', approvalId: 'approval' },
  ...{ interactionId: 'interaction', incidentId: 'incident', revisionId: 'documentRevision' },
  ...{ revision_id: 'documentRevision', person_id: 'person' },
}
const PREFIXED: Record<string, Kind> = { documentRevision: 'revision', agentRevision: 'revision' }

/** The kind of the thing that a parameter of an operation's path names; undefined for text. */
export function kindOf({ path }: Operation, parameter: string): Kind | undefined {
  const words = path.split('/')
  return words[2] === `{${parameter}}` ? SCOPES[words[1] ?? ''] : INNER[parameter]
}

/** An id as a dialect writes it: prefixed in `/api/v1`. */
export function written(base: string, kind: Kind, id: string): string {
  return base === '/api/v1' ? publicId((PREFIXED[kind] ?? kind) as Parameters<typeof publicId>[0], id) : id
}

/** The parameters that are text, with something that each furnished company has. */
export const TEXTS: Record<string, string> = { key: 'plan', revision: '1' }

/**
 * Founds a company and makes one of each thing in it.
 * @param word is in everything that it writes, so that a leak of any of it can be seen
 */
export async function furnish(serverUrl: string, masterKey: string, word: string): Promise<Furnished> {
  const v1 = restClient(serverUrl, masterKey)
  const api = restClient(serverUrl, masterKey, { base: '/api' })
  const ids: Record<Kind, string> = {}
  ids.company = idIn(await api('POST', '/companies', { name: `${word} Ltd`, description: `${word} first` }))
  const make = async (kind: Kind, path: string, body: object | FormData) => {
    ids[kind] = idIn(await api('POST', path.replace('~', `/companies/${ids.company}`), body))
  }
  await make('agent', '~/agents', { name: `${word} Root`, ...IDLE })
  await make('otherAgent', '~/agents', { name: `${word} Other`, reportsTo: ids.agent, ...IDLE })
  await make('goal', '~/goals', { title: `${word} goal` })
  await make('project', '~/projects', { name: `${word} project`, goalId: ids.goal })
  await make('team', '~/teams', { name: `${word} team` })
  await make('label', '~/labels', { name: `${word} label` })
  await make('secret', '~/secrets', { name: `${word}_SECRET`, value: `${word} value` })
  await make('task', '~/issues', { title: `${word} task`, goalId: ids.goal, labelIds: [ids.label] })
  await make('message', `/issues/${ids.task}/comments`, { body: `${word} said` })
  const confirm = { kind: 'request_confirmation', payload: { prompt: `${word}?` } }
  await make('interaction', `/issues/${ids.task}/interactions`, confirm)
  await make('attachment', `~/issues/${ids.task}/attachments`, fileForm(`${word}.txt`, `${word} file`))
  const wish = { type: 'request_board_approval', payload: { title: `${word} wish` }, issueIds: [ids.task] }
  await make('approval', '~/approvals', wish)
  const plan = await api('PUT', `/issues/${ids.task}/documents/plan`, { body: `${word} plan` })
  ids.documentRevision = String(plan.body.latestRevisionId)
  await api('POST', `/issues/${ids.task}/effects`, { key: 'plan', note: word })
  ids.agentRevision = String((await api('GET', `/agents/${ids.agent}/config-revisions/1`)).body.id)
  const spent = { agentId: ids.otherAgent, model: 'm', costCents: 170 }
  await api('PATCH', `/agents/${ids.otherAgent}/budgets`, { budgetMonthlyCents: 200 })
  await api('POST', `/companies/${ids.company}/cost-events`, spent)
  const overview = await api('GET', `/companies/${ids.company}/budgets/overview`)
  ids.incident = idIn({ ...overview, body: firstOf(overview.body.activeIncidents) })
  ids.run = await wokenRun(api, ids)
  const { body } = await v1('GET', `/companies/${ids.company}/members`)
  ids.person = parseId('person', String(firstOf(body.members).id)) ?? ''
  const keys = await keysOf(api, v1, ids, word)
  return { word, ids, ...keys }
}

/** Does nothing, and has nobody to run it. */
const IDLE = { adapterType: 'process', adapterConfig: { command: 'true' } }

function firstOf(list: unknown): Record<string, unknown> {
  return (list as Record<string, unknown>[])[0] ?? {}
}

async function wokenRun(api: RestClient, ids: Record<Kind, string>): Promise<string> {
  await api('POST', `/agents/${ids.agent}/wakeup`, {})
  const path = `/companies/${ids.company}/heartbeat-runs?agentId=${ids.agent}`
  const [run] = await until('a run', async () => {
    const runs = rowsIn(await api('GET', path))
    return runs.length > 0 ? runs : null
  })
  return String(run?.id)
}

async function keysOf(api: RestClient, v1: RestClient, ids: Record<Kind, string>, word: string) {
  const ofAgent: Answer = await api('POST', `/agents/${ids.agent}/keys`, { name: `${word} agent` })
  const ofBoard = await v1('POST', `/companies/${ids.company}/keys`, { name: `${word} board` })
  ids.key = idIn(ofAgent)
  return { agentKey: String(ofAgent.body.token), boardKey: String(ofBoard.body.token) }
}

/** A form with one file, as browsers and the clients of this dialect send it. */
export function fileForm(name: string, content: string | Uint8Array<ArrayBuffer>): FormData {
  const form = new FormData()
  form.set('file', new Blob([content]), name)
  return form
}
