import path from 'node:path'
import { z } from 'zod'
import type { Api } from '../api'
import { readCodeBase } from './agents/code-base.mjs'
import { AGENTS, COMPANY, type ExampleAgent, GOALS, TASKS } from './example'

const Id = z.object({ id: z.string() })
const Companies = z.object({ companies: z.array(Id.extend({ slug: z.string() })) })
const Agents = z.object({ agents: z.array(Id.extend({ name: z.string() })) })
const Goals = z.object({ goals: z.array(Id.extend({ title: z.string() })) })
const Tasks = z.object({ tasks: z.array(Id.extend({ title: z.string() })) })
const Agent = z.object({ id: z.string(), endpoint: z.string().nullable() })

/** A dollar buys a million tokens of the model that the agents are metered as; a token is about four characters. */
const CHARACTERS_PER_DOLLAR = 4_000_000
const FILLED_BY_ONE_RUN = 0.85

/**
 * Makes of the example company what is not there yet, so that an interrupted start is completed by the next one.
 * @param root folder of the project, which the agents read
 * @param endpoint where Rhea listens; null leaves her where she is
 */
export async function buildCompany(api: Api, root: string, endpoint: string | null): Promise<{ isNew: boolean }> {
  const { companies } = Companies.parse(await api('GET', '/companies?limit=200'))
  const found = companies.find(({ slug }) => slug === COMPANY.slug)
  const company = found ?? Id.parse(await api('POST', '/companies', COMPANY))
  const home = `/companies/${company.id}`
  const goals = await ensureGoals(api, home)
  const agents = await ensureAgents(api, home, root, endpoint)
  await ensureTasks(api, home, agents, goals)
  return { isNew: !found }
}

/** The endpoint that Rhea was hired with, or null when there is no Rhea yet. */
export async function reviewerEndpoint(api: Api): Promise<string | null> {
  const { companies } = Companies.parse(await api('GET', '/companies?limit=200'))
  const company = companies.find(({ slug }) => slug === COMPANY.slug)
  if (!company) return null
  const { agents } = Agents.parse(await api('GET', `/companies/${company.id}/agents?limit=200`))
  const reviewer = agents.find(({ name }) => name === 'Rhea')
  return reviewer ? Agent.parse(await api('GET', `/agents/${reviewer.id}`)).endpoint : null
}

type Ids = Map<string, string>

async function ensureGoals(api: Api, home: string): Promise<Ids> {
  const { goals } = Goals.parse(await api('GET', `${home}/goals`))
  const ids: Ids = new Map(goals.map(({ title, id }) => [title, id]))
  for (const goal of GOALS) {
    if (!ids.has(goal.title)) ids.set(goal.title, Id.parse(await api('POST', `${home}/goals`, goal)).id)
  }
  return ids
}

async function ensureAgents(api: Api, home: string, root: string, endpoint: string | null): Promise<Ids> {
  const { agents } = Agents.parse(await api('GET', `${home}/agents?limit=200`))
  const ids: Ids = new Map(agents.map(({ name, id }) => [name, id]))
  for (const agent of AGENTS) {
    const id = ids.get(agent.name)
    if (id === undefined) {
      ids.set(agent.name, Id.parse(await api('POST', `${home}/agents`, hireOf(agent, ids, root, endpoint))).id)
    } else if (!agent.script && endpoint !== null) {
      const before = Agent.parse(await api('GET', `/agents/${id}`))
      if (before.endpoint !== endpoint) await api('PATCH', `/agents/${id}`, listensAt(endpoint))
    }
  }
  return ids
}

function hireOf(agent: ExampleAgent, ids: Ids, root: string, endpoint: string | null): object {
  const { name, role, title, capabilities, instructions, script, cron } = agent
  const runtime = script
    ? {
        runtime: 'bash',
        runtime_config: {
          command: process.execPath,
          args: [path.join(root, 'src', 'cli', 'demo', 'agents', script)],
          env: { DEMO_ROOT: root },
          timeoutSeconds: 120,
        },
      }
    : { runtime: 'http', ...listensAt(endpoint) }
  return {
    ...{ name, role, title, capabilities, instructions, ...runtime },
    reports_to: agent.manager && ids.get(agent.manager),
    budget: { monthly_usd: agent.monthlyUsd ?? tightBudget(root) },
    heartbeat: cron && { cron, enabled: true },
  }
}

function listensAt(endpoint: string | null): object {
  return { endpoint, runtime_config: { timeoutSeconds: 60 } }
}

/** So that one reading of the code base turns the bar to a warning, and a second one is not paid for any more. */
function tightBudget(root: string): number {
  const dollars = readCodeBase(root).characters / CHARACTERS_PER_DOLLAR / FILLED_BY_ONE_RUN
  return Math.max(0.02, Math.ceil(dollars * 1000) / 1000)
}

async function ensureTasks(api: Api, home: string, agents: Ids, goals: Ids): Promise<void> {
  const { tasks } = Tasks.parse(await api('GET', `${home}/tasks?limit=200`))
  for (const { title, description, priority, assignee, goal } of TASKS) {
    if (tasks.some((task) => task.title === title)) continue
    const links = { assigned_to: agents.get(assignee), goal_id: goal && goals.get(goal) }
    await api('POST', `${home}/tasks`, { title, description, priority, ...links })
  }
}
