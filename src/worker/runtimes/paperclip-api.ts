import type { LeasedRun } from '../protocol'

const LIMIT_MS = 30_000
const TRIES = 4
const PAUSE_MS = 500

/** A call of the product's REST API with the run's own credential: path below `/api/v1`. */
export type Paperclip = (method: string, path: string, body?: object, idempotencyKey?: string) => Promise<unknown>

/** The product said no; the message says why. */
export class PaperclipRefusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message)
  }
}

/**
 * The REST API as the agent of this run. A call that found nobody there is repeated a few times; one that changes something only with
 * an idempotency key.
 */
export function paperclipFor(run: LeasedRun, signal: AbortSignal): Paperclip {
  return async (method, path, body, idempotencyKey) => {
    const mayRepeat = method === 'GET' || idempotencyKey !== undefined
    for (let tried = 1; ; tried++) {
      try {
        return await call(run, signal, { method, path, body, idempotencyKey })
      } catch (error) {
        const isLater = !(error instanceof PaperclipRefusal) || error.status >= 500 || error.status === 429
        if (signal.aborted || !mayRepeat || !isLater || tried >= TRIES) throw error
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * 2 ** tried))
      }
    }
  }
}

type Call = { method: string; path: string; body?: object; idempotencyKey?: string }

async function call(
  run: LeasedRun,
  signal: AbortSignal,
  { method, path, body, idempotencyKey }: Call,
): Promise<unknown> {
  const response = await fetch(`${run.apiUrl}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${run.runToken}`,
      'content-type': 'application/json',
      ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
    },
    body: body && JSON.stringify(body),
    signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]),
  })
  const answer: unknown = await response.json().catch(() => null)
  if (response.ok) return answer
  const said =
    typeof answer === 'object' && answer !== null && 'error' in answer ? String(answer.error) : 'no explanation'
  throw new PaperclipRefusal(response.status, `Paperclip refused (HTTP ${response.status}): ${said}`)
}
