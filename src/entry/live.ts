import { Refusal } from '@/platform/errors'
import type { CompanyId } from '@/platform/ids'
import { type FeedEvent, follow, type Position } from '@/platform/outbox/feed'
import { callerIn, identify } from './caller'
import { problemResponse } from './http/problem'
import { type Visit, visitOfWeb } from './http/visit'

const PING_MS = 15_000
/** What a reader that does not read may pile up before its stream is ended; it comes back and resumes. */
const MAX_PENDING_CHUNKS = 1_000

const endings = new Set<() => void>()

/** Ends all streams; browsers come back by themselves. */
export function endStreams(): void {
  for (const end of [...endings]) end()
}

/**
 * `GET /api/live?companyId=<id or slug>`: what happens in a company, as server-sent events. `event: change` carries
 * `{id, name, data}`; `event: ready` follows once the stream is up; `event: reset` says that too much was missed, so that everything
 * on the screen should be read again. A stream resumes after `Last-Event-ID`.
 */
export async function live(request: Request): Promise<Response> {
  const visit = visitOfWeb(request)
  try {
    const company = new URL(request.url).searchParams.get('companyId')
    if (!company) throw new Refusal('invalid_input', 'companyId: is missing', { field: 'companyId' })
    const companyId = await mayFollow(visit, company)
    const body = stream(companyId, positionOf(visit.header('last-event-id')), () => mayFollow(visit, company))
    return new Response(body, {
      headers: {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache, no-transform',
        'x-accel-buffering': 'no',
      },
    })
  } catch (error) {
    return problemResponse(error)
  }
}

async function mayFollow(visit: Visit, company: string): Promise<CompanyId> {
  const caller = await callerIn(await identify(visit), company)
  if (!caller.grants.has('company:read')) throw new Refusal('forbidden', 'This needs the permission company:read.')
  return caller.companyId
}

function positionOf(id: string | null): Position | null {
  const match = /^(\d{1,15}):(-?\d{1,15})$/.exec(id ?? '')
  return match ? { txid: Number(match[1]), seq: Number(match[2]) } : null
}

function stream(companyId: CompanyId, from: Position | null, stillMay: () => Promise<unknown>): ReadableStream {
  const encoder = new TextEncoder()
  let end = () => {}
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const send = (text: string) => {
          if ((controller.desiredSize ?? 0) <= 0) return end()
          controller.enqueue(encoder.encode(text))
        }
        const stop = follow(companyId, from, {
          onEvents: (events) => send(events.map(changeText).join('')),
          onReady: (position, isComplete) =>
            send(`id: ${position.txid}:${position.seq}\nevent: ${isComplete ? 'ready' : 'reset'}\ndata: {}\n\n`),
        })
        const ping = setInterval(() => {
          send(': ping\n\n')
          // whoever lost the right since must not hear more; a database that is away refuses nobody
          stillMay().catch((error: unknown) => error instanceof Refusal && end())
        }, PING_MS)
        end = () => {
          if (!endings.delete(end)) return
          clearInterval(ping)
          stop()
          try {
            controller.close()
          } catch {
            // the reader went away first
          }
        }
        endings.add(end)
        send('retry: 1000\n\n')
      },
      cancel: () => end(),
    },
    { highWaterMark: MAX_PENDING_CHUNKS },
  )
}

function changeText({ txid, seq, id, name, data }: FeedEvent): string {
  return `id: ${txid}:${seq}\nevent: change\ndata: ${JSON.stringify({ id, name, data })}\n\n`
}
