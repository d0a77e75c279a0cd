import type { IncomingMessage, ServerResponse } from 'node:http'

/** No door takes larger bodies. */
export const MAX_BODY_BYTES = 1_000_000

const TOO_LARGE = {
  error: `The body is larger than ${MAX_BODY_BYTES} bytes. Send less at once.`,
  code: 'body_too_large',
  details: { maxBytes: MAX_BODY_BYTES },
}

/** Answers 413 when a body is announced as too large. True when it did. */
export function refuseLargeBody(request: IncomingMessage, response: ServerResponse): boolean {
  if (Number(request.headers['content-length'] ?? 0) <= MAX_BODY_BYTES) return false
  response.writeHead(413, { 'content-type': 'application/json', connection: 'close' })
  response.end(JSON.stringify(TOO_LARGE))
  return true
}

/** The same for doors that speak web requests, also when the length was not announced. */
export async function withinBodyLimit(
  request: Request,
  answer: (request: Request) => Response | Promise<Response>,
): Promise<Response> {
  const announced = request.headers.get('content-length')
  if (Number(announced ?? 0) > MAX_BODY_BYTES) return Response.json(TOO_LARGE, { status: 413 })
  if (announced !== null || !request.body) return answer(request)
  let isOver = false
  let bytes = 0
  const counted = request.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength
        isOver ||= bytes > MAX_BODY_BYTES
        if (isOver) controller.error(new Error(TOO_LARGE.error))
        else controller.enqueue(chunk)
      },
    }),
  )
  try {
    // from its parts: Node's light request object cannot be copied as a whole
    const { method, headers, url } = request
    const response = await answer(new Request(url, { method, headers, body: counted, duplex: 'half' } as RequestInit))
    if (!isOver) return response
  } catch (error) {
    if (!isOver) throw error
  }
  return Response.json(TOO_LARGE, { status: 413 })
}
