import http from 'node:http'
import type net from 'node:net'
import { z } from 'zod'
import { type Api, apiAt } from '../api'
import { type Check, checkClaims, missingSections } from './review'

const Work = z.object({
  task: z.object({ id: z.string(), title: z.string() }).nullable(),
  context: z.object({ run_id: z.string(), api_base: z.url(), api_key: z.string() }),
})
const Messages = z.object({
  messages: z.array(
    z.object({
      role: z.string(),
      content: z.string(),
      author: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
    }),
  ),
})

type Answer = {
  status: 'done' | 'blocked' | 'delegated'
  summary: string
  tokens_in?: number
  tokens_out?: number
  model?: string
  delegate_to?: string
}

const REPORT_TITLE = '# Machine report'
/** After this many reports in one thread, somebody else should look. */
const PATIENCE = 3
const BODY_BYTES = 1_000_000
/** No model is called: tokens are counted as if this one had read and written the same text. */
const MODEL = 'claude-haiku-4-5'

/**
 * Rhea: an HTTP agent that reviews reports. Listens on loopback at `port`, or on a free one when that is taken.
 * @returns the endpoint to hire her with
 */
export async function startReviewAgent(port: number): Promise<{ endpoint: string; close(): void }> {
  const server = http.createServer((request, response) => {
    answer(request)
      .then(({ status, body }) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
      )
      .catch(() => response.destroy())
  })
  await listen(server, port).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE' && port !== 0) return listen(server, 0)
    throw error
  })
  const { port: actual } = server.address() as net.AddressInfo
  return { endpoint: `http://127.0.0.1:${actual}/work`, close: () => server.close() }
}

function listen(server: http.Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
}

async function answer(request: http.IncomingMessage): Promise<{ status: number; body: object }> {
  if (request.method !== 'POST' || request.url !== '/work') {
    return { status: 404, body: { error: 'This is a review agent. Send it work: POST /work.' } }
  }
  const text = await readText(request)
  const work = text === null ? null : Work.safeParse(parse(text))
  if (!work?.success) return { status: 400, body: { error: 'This is not the body of a POST /work.' } }
  const { task, context } = work.data
  if (!task) return { status: 200, body: { status: 'done', summary: 'There was no task to review.' } }
  try {
    return { status: 200, body: await review(apiAt(context.api_base, context.api_key), task.id) }
  } catch (error) {
    return { status: 502, body: { error: error instanceof Error ? error.message : String(error) } }
  }
}

/** Reads the thread, checks the latest report in it, says in the thread what was found, and answers the verdict. */
async function review(api: Api, taskId: string): Promise<Answer> {
  const { messages } = Messages.parse(await api('GET', `/tasks/${taskId}/messages?limit=200`))
  const reports = messages.filter(({ content }) => content.startsWith(REPORT_TITLE))
  const report = reports.at(-1)
  if (!report) return { status: 'blocked', summary: 'I review machine reports, and there is none in this thread.' }
  const missing = missingSections(report.content)
  const checks = checkClaims(report.content)
  const wrong = checks.filter(({ isRight }) => !isRight)
  const findings = findingsOf(missing, checks)
  const toolCalls = [{ tool: 'look_again', input: report.author.name, output: checks }]
  await api('POST', `/tasks/${taskId}/messages`, { content: findings, tool_calls: toolCalls })
  const metered = {
    tokens_in: Math.ceil(report.content.length / 4),
    tokens_out: Math.ceil(findings.length / 4),
    model: MODEL,
  }
  if (wrong.length === 0 && missing.length === 0) {
    const summary = `The machine report of ${report.author.name} is right: ${checks.length} of ${checks.length} claims confirmed.`
    return { status: 'done', summary: `${summary} @Ada, this part is done.`, ...metered }
  }
  const summary = `${wrong.length + missing.length} points of the report are wrong or missing; see my findings above.`
  if (report.author.kind !== 'agent' || reports.length >= PATIENCE) return { status: 'blocked', summary, ...metered }
  return { status: 'delegated', summary, delegate_to: report.author.id, ...metered }
}

function findingsOf(missing: string[], checks: Check[]): string {
  const rows = checks.map(({ claim, isRight, found }) => `| ${claim} | ${found} | ${isRight ? 'right' : '**wrong**'} |`)
  const sections = missing.length === 0 ? 'All sections are there.' : `Missing sections: ${missing.join(', ')}.`
  return `I looked at the machine myself.\n\n| Claim | What I found | Verdict |\n|---|---|---|\n${rows.join('\n')}\n\n${sections}`
}

async function readText(request: http.IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > BODY_BYTES) return null
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
