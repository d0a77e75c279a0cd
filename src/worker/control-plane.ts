import http from 'node:http'
import https from 'node:https'
import type {
  BeatAnswer,
  BeatRequest,
  EventsAnswer,
  EventsRequest,
  FinishAnswer,
  FinishRequest,
  LeaseAnswer,
  LeaseRequest,
  OverAnswer,
  OverRequest,
  RegisterAnswer,
  RegisterRequest,
  TestReport,
} from './protocol'

/** The control plane answered no; asking the same again will not help. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

/** No answer, or one that says "later": the same call may be repeated. */
export class Unreachable extends Error {}

/** The calls of the worker protocol. Each rejects with `Refused` or `Unreachable`. */
export type ControlPlane = {
  register(body: RegisterRequest): Promise<RegisterAnswer>
  lease(body: LeaseRequest, signal: AbortSignal): Promise<LeaseAnswer>
  beat(body: BeatRequest): Promise<BeatAnswer>
  sendEvents(runId: string, body: EventsRequest): Promise<EventsAnswer>
  finish(runId: string, body: FinishRequest): Promise<FinishAnswer>
  reportTest(testId: string, body: TestReport): Promise<unknown>
  findOver(body: OverRequest): Promise<OverAnswer>
}

const ANSWER_LIMIT_MS = 15_000
const LATER = new Set([408, 425, 429])

/** A client for the control plane at `url` (no trailing slash), with connections that stay open. */
export function connect(url: string, key: string): ControlPlane {
  const transport = url.startsWith('https:') ? https : http
  // plain node:http: half the memory and a third of the time of fetch, in a process that is always there
  const agent = new transport.Agent({ keepAlive: true })

  function post<Answer>(path: string, body: object, limitMs = ANSWER_LIMIT_MS, signal?: AbortSignal): Promise<Answer> {
    const payload = Buffer.from(JSON.stringify(body))
    return new Promise((resolve, reject) => {
      const request = transport.request(`${url}/api/worker/${path}`, {
        method: 'POST',
        agent,
        signal,
        headers: {
          authorization: `Bearer ${key}`,
          'content-type': 'application/json',
          'content-length': payload.length,
        },
      })
      const fail = (error: Error) => reject(new Unreachable(error.message))
      const timer = setTimeout(() => request.destroy(new Error(`no answer in ${limitMs / 1000} s`)), limitMs)
      request.once('close', () => clearTimeout(timer))
      request.once('error', fail)
      request.once('response', (response) => {
        readText(response).then((text) => {
          const status = response.statusCode ?? 0
          if (status >= 200 && status < 300) settleJson(text, resolve, reject)
          else reject(errorFor(status, text))
        }, fail)
      })
      request.end(payload)
    })
  }

  return {
    register: (body) => post('register', body),
    lease: (body, signal) => post('lease', body, body.waitSeconds * 1000 + ANSWER_LIMIT_MS, signal),
    beat: (body) => post('beat', body),
    sendEvents: (runId, body) => post(`runs/${encodeURIComponent(runId)}/events`, body),
    finish: (runId, body) => post(`runs/${encodeURIComponent(runId)}/finish`, body),
    reportTest: (testId, body) => post(`tests/${encodeURIComponent(testId)}`, body),
    findOver: (body) => post('tasks/over', body),
  }
}

function settleJson<Answer>(text: string, resolve: (answer: Answer) => void, reject: (error: Error) => void): void {
  try {
    resolve(JSON.parse(text))
  } catch {
    reject(new Unreachable('an answer that is not JSON (is something else listening there?)'))
  }
}

/** Only a control plane says why, with a code. What stands before it answers in other words, while it is away or being replaced. */
function errorFor(status: number, text: string): Error {
  const said = refusalIn(text)
  if (status >= 500 || LATER.has(status)) return new Unreachable(`HTTP ${status}`)
  if (!said) return new Unreachable(`HTTP ${status}, not in the words of Paperclip; is this its address?`)
  return new Refused(status, said.code, said.message || `HTTP ${status}`)
}

function refusalIn(text: string): { code: string; message: string } | null {
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body !== 'object' || body === null || !('code' in body) || typeof body.code !== 'string') return null
    return { code: body.code, message: 'error' in body && typeof body.error === 'string' ? body.error : '' }
  } catch {
    return null
  }
}

async function readText(response: http.IncomingMessage): Promise<string> {
  response.setEncoding('utf8')
  let text = ''
  for await (const chunk of response) text += chunk
  return text
}
