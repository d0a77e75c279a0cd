import { z } from 'zod'
import type { Billing, GatewayDialect, ModelUsage } from '../protocol'
import type { ModelGateway } from './model-gateway'
import { TimeoutSeconds } from './runtime'

/** The settings that all command lines of coding agents share; each takes of them what it has. */
export const AgentSettings = z.object({
  /** The program, by name or path. Default: the tool's own name, on the worker's PATH. */
  program: z.string().trim().min(1).optional(),
  model: z.string().trim().min(1).optional(),
  effort: z.string().trim().min(1).optional(),
  /** The tools that it may use without being asked; the default of each runtime is its ordinary ones. */
  allowedTools: z.array(z.string().min(1)).optional(),
  /** Lets it do anything at all: what the tool itself calls dangerous. */
  skipPermissions: z.boolean().default(false),
  maxTurns: z.int().min(1).optional(),
  /** Further arguments, before those that carry on a session. */
  args: z.array(z.string()).default([]),
  /** Settings in the tool's own format, where it takes them as an object. */
  toolConfig: z.record(z.string(), z.unknown()).default({}),
  /** Default: the agent's workspace, which is also where a relative folder begins. */
  cwd: z.string().min(1).optional(),
  env: z.record(z.string(), z.string()).default({}),
  /** Whether a further run of the same task goes on with the conversation of the last one. */
  keepSession: z.boolean().default(true),
  /** Uses the login of the worker's user in place of a folder of the agent's own. */
  usesWorkerHome: z.boolean().default(false),
  timeoutSeconds: TimeoutSeconds,
})
export type AgentSettings = z.output<typeof AgentSettings>

export type AgentCall = {
  settings: AgentSettings
  /** The session to go on with; null begins one. */
  sessionId: string | null
  /** The tool's HOME. */
  home: string
  /** Where models are found without a key of the agent's own. */
  gateway: ModelGateway
  /** The agent's own folder for files that the tool is given; HOME, unless that is the worker's. */
  folder: string
}

export type Json = Record<string, unknown>

/** Takes what a tool says of itself. */
export type Hearing = {
  session(id: unknown): void
  /** The agent's own words. */
  said(text: unknown): void
  /** A piece of them; the pieces stand together until something else happens. */
  saidPart(text: unknown): void
  /** A tool that it calls, with what it is given. */
  called(name: unknown, input: unknown): void
  /** What a tool answered. */
  answered(output: unknown): void
  /** Tokens of one call of the model in this run. The last word on a call counts. */
  used(call: string, usage: ModelUsage): void
  /** Its own sums over the whole session, with the runs before; better than what is added up. */
  counted(usages: ModelUsage[]): void
  /** Whose bill its calls are on. */
  billed(billing: Billing): void
  ended(summary?: unknown): void
  /** It failed, and says why. `code` is a word of the protocol, when the tool knows better than its text. */
  failed(text: unknown, code?: string): void
  /** It failed and tries again by itself; no use in waiting for it when the reason is a key, a quota or a limit. */
  stumbled(text: unknown): void
}

/** One command line of a coding agent: how it is called, and how what it prints is read. The prompt comes through its input. */
export type AgentTool = {
  /** For people. */
  title: string
  program: string
  /** Variables, one of which holds the key for its models. */
  keys: readonly string[]
  /** The dialect in which an agent with these settings has its models behind the gateway; null with ways of its own. Absent: never. */
  behindGateway?(settings: AgentSettings): GatewayDialect | null
  args(call: AgentCall): string[]
  env(call: AgentCall): Record<string, string>
  /** Writes what the tool wants as files. */
  prepare?(call: AgentCall): void
  /** Reads a line of output. */
  read(event: Json, hearing: Hearing, settings: AgentSettings): void
}

/** A part of an event, when it is an object. */
export function partOf(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
}

/** A list in an event, of objects. */
export function partsOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(partOf) : []
}

/** A count in an event; 0 when it is none. */
export function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.round(value) : 0
}

/** Dollars in an event as micro-dollars; undefined when it says nothing or zero. */
export function microsOf(dollars: unknown): number | undefined {
  return typeof dollars === 'number' && Number.isFinite(dollars) && dollars > 0 ? Math.round(dollars * 1e6) : undefined
}
