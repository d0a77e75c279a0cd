import { parseArgs } from 'node:util'
import { z } from 'zod'
import type { Api } from '../api'
import { agentOf, companyOf } from './find'
import { registerAgent, TYPES, type Type } from './register'

export const AGENT_USAGE = `Usage: paperclip agent <command>

  agent register --name NAME --type TYPE --endpoint URL [--api-key KEY] [--model MODEL] [--role ROLE]
                              hire an agent that is reached at an endpoint; TYPE is ${Object.keys(TYPES).join(', ')}.
                              The model may be left out where the endpoint has only one
  agent test NAME             let a worker try the agent's settings: whether its endpoint or program is there, and answers

  --company NAME              needed where there are several`

/** A mistake in the command line; the message says what is expected. */
export class AgentUsageError extends Error {}

const OPTIONS = {
  name: { type: 'string' },
  type: { type: 'string' },
  endpoint: { type: 'string' },
  'api-key': { type: 'string' },
  model: { type: 'string' },
  role: { type: 'string' },
  company: { type: 'string' },
} as const

const Result = z.object({ ok: z.boolean(), message: z.string() })

/** `paperclip agent …`. Resolves with what to print and whether it went well. @throws Error with a sentence */
export async function runAgentCommand(api: Api, args: string[]): Promise<{ text: string; ok: boolean }> {
  const [command, ...rest] = args
  if (command !== 'register' && command !== 'test') throw new AgentUsageError(AGENT_USAGE)
  const { values, positionals } = readFlags(rest)
  if (command === 'test') return testAgent(api, positionals[0], values.company)
  const { name, endpoint, model, role, company, 'api-key': apiKey } = values
  const type = typeOf(values.type)
  if (!name || !endpoint) throw new AgentUsageError(`${name ? '--endpoint' : '--name'} is missing.\n\n${AGENT_USAGE}`)
  if (!URL.canParse(endpoint)) throw new AgentUsageError(`--endpoint is "${endpoint}"; it must be an address.`)
  return { text: await registerAgent(api, { name, type, endpoint, apiKey, model, role, company }), ok: true }
}

async function testAgent(api: Api, name: string | undefined, company: string | undefined) {
  if (!name) throw new AgentUsageError(`Which agent?\n\n${AGENT_USAGE}`)
  const isId = name.startsWith('agt_')
  const companyId = isId ? '' : (await companyOf(api, company)).id
  const agent = await agentOf(api, companyId, name)
  const { ok, message } = Result.parse(await api('POST', `/agents/${agent.id}/test`, undefined, 60_000))
  return { text: message, ok }
}

function typeOf(text: string | undefined): Type {
  const found = (Object.keys(TYPES) as Type[]).find((type) => type === text)
  if (found) return found
  throw new AgentUsageError(`--type is "${text ?? ''}"; it must be one of ${Object.keys(TYPES).join(', ')}.`)
}

function readFlags(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true })
  } catch (error) {
    throw new AgentUsageError(`${error instanceof Error ? error.message : error}\n\n${AGENT_USAGE}`)
  }
}
