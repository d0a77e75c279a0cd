import { z } from 'zod'
import { TimeoutSeconds } from '../runtime'

/** Settings of an agent that is a model behind an endpoint which speaks OpenAI's chat completions (Ollama, vLLM, LM Studio, …). */
export const Config = z.object({
  /** For example http://localhost:11434/v1. Absent: the model gateway, where the company has a provider. */
  baseUrl: z.url({
    protocol: /^https?$/,
    error:
      'must be an address such as http://localhost:11434/v1, unless the company has a model provider of the OpenAI dialect',
  }),
  model: z.string().trim().min(1, 'is missing: say which model'),
  /** Many local endpoints need none. */
  apiKey: z.string().optional(),
  headers: z.record(z.string(), z.string()).default({}),
  temperature: z.number().min(0).max(2).optional(),
  /** Of one answer; the endpoint's own limit when it is absent. */
  maxOutputTokens: z.number().int().min(1).optional(),
  /** Answers of the model in one run. */
  maxTurns: z.number().int().min(1).max(1000).default(50),
  /** Tokens of one run, both ways together. */
  maxTokens: z.number().int().min(1).default(2_000_000),
  /** What the model can hold at once; older steps of a run are left out beyond it. */
  contextTokens: z.number().int().min(2000).default(32_000),
  /** Names of the tools it gets; absent: all. */
  tools: z.array(z.string()).optional(),
  /**
   * What `run_command` may start: a program (`git`), a program with the beginning of its arguments (`npm test`), or `*` for anything.
   * Empty: there is no such tool.
   */
  allowedCommands: z.array(z.string().trim().min(1)).default([]),
  timeoutSeconds: TimeoutSeconds,
  /** Whether the endpoint may be a private address, where the worker itself has no opinion. */
  allowPrivate: z.boolean().default(false),
})
export type Config = z.output<typeof Config>
