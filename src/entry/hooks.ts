import { systemCaller } from '@/features/access'
import { admitDelivery, fireWebhook } from '@/features/routines'
import { notFound, Refusal } from '@/platform/errors'
import { withinBodyLimit } from './http/body-limit'
import { problemResponse } from './http/problem'
import { note } from './http/request-scope'

/** What the address of every webhook begins with; its own name and `/fire` follow. */
export const HOOKS = '/api/routine-triggers/public/'

/**
 * `POST /api/routine-triggers/public/<publicId>/fire`: a delivery from elsewhere, which fires a routine. Nobody is signed in here: the
 * signature of the delivery is all that counts, also where `Authorization` carries it.
 */
export async function hooks(request: Request): Promise<Response> {
  if (request.method !== 'POST') {
    const problem = { error: 'Deliveries are sent with POST.', code: 'method_not_allowed', details: {} }
    return Response.json(problem, { status: 405, headers: { allow: 'POST' } })
  }
  return withinBodyLimit(request, async (limited) => {
    try {
      return Response.json(await deliver(limited), { status: 202 })
    } catch (error) {
      return problemResponse(error)
    }
  })
}

async function deliver(request: Request): Promise<object> {
  const path = new URL(request.url).pathname
  const publicId = /^([\w-]{1,100})\/fire\/?$/.exec(path.slice(HOOKS.length))?.[1]
  if (!publicId) throw notFound('webhook')
  const found = await admitDelivery(publicId)
  note({ actor: { kind: 'system', id: 'webhook' } })
  const run = await fireWebhook(systemCaller(found.companyId, 'webhook'), {
    triggerId: found.triggerId,
    body: await textOf(request),
    authorization: request.headers.get('authorization'),
    signature: request.headers.get('x-paperclip-signature'),
    timestamp: request.headers.get('x-paperclip-timestamp'),
    githubSignature: request.headers.get('x-hub-signature-256'),
    idempotencyKey: request.headers.get('idempotency-key'),
  })
  // whoever delivers learns what became of it, and nothing else of the company
  const { id, status, createdAt, completedAt } = run
  return { id, status, createdAt, completedAt }
}

/** The body letter by letter, as it was signed. */
async function textOf(request: Request): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await request.arrayBuffer())
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new Refusal('invalid_input', 'The body must be text in UTF-8, such as JSON.', { field: 'body' })
  }
}
