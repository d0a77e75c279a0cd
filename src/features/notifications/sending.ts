import { Webhook } from 'standardwebhooks'
import { systemCaller } from '@/features/access'
import { now } from '@/platform/clock'
import type { Caller } from '@/platform/command'
import { env, mayCallPrivately } from '@/platform/env'
import { Refusal } from '@/platform/errors'
import { log } from '@/platform/log'
import { OutgoingError, post } from '@/platform/outgoing'
import { type OpenedDelivery, openDelivery, type Target } from './commands/open-delivery'
import { settleDelivery } from './commands/settle-delivery'
import { sendMail } from './mail'
import { mailOf, slackBody, webhookBody } from './rules/wording'
import type { Outcome } from './schema'
import { type Due, takeDue } from './store'

/** Messages of one page, and how many of them are sent side by side: two rounds, which end before another sender would take them. */
const PAGE = 16
const AT_ONCE = 8
/** After so long no other page is begun; what is still due then is there for the next call. */
const LONG_ENOUGH_MS = 120_000
const TIMEOUT_MS = 10_000

/**
 * Sends what is due, each message at least once: whoever dies between sending and noting it sends it again, with the same id.
 * @param baseUrl the address of Paperclip for people, which the links begin with
 * @returns how many tries there were
 */
export async function sendDue(baseUrl: string): Promise<number> {
  let tries = 0
  const begun = performance.now()
  while (performance.now() - begun < LONG_ENOUGH_MS) {
    const due = await takeDue(PAGE)
    if (due.length === 0) break
    tries += due.length
    await Promise.all(Array.from({ length: AT_ONCE }, () => sendOneByOne(due, baseUrl)))
  }
  return tries
}

/** Works off a list that others work off, too. */
async function sendOneByOne(due: Due[], baseUrl: string): Promise<void> {
  for (let next = due.shift(); next; next = due.shift()) {
    const { id, companyId } = next
    await sendDelivery(next, baseUrl).catch((error) =>
      log.error({ err: error, companyId, deliveryId: id }, 'a notification could not be sent'),
    )
  }
}

async function sendDelivery({ id, companyId, attempts: attempt }: Due, baseUrl: string): Promise<void> {
  const caller = systemCaller(companyId, 'notifications')
  await settleDelivery(caller, { deliveryId: id, attempt, ...(await tried(caller, id, baseUrl)) })
}

async function tried(caller: Caller, id: string, baseUrl: string): Promise<Outcome> {
  try {
    const opened = await openDelivery(caller, { deliveryId: id })
    if (opened.target.kind === 'nobody') return { ...NOTHING, problem: opened.target.reason, isDropped: true }
    return await outcomeOf(opened, opened.target, baseUrl)
  } catch (error) {
    log.error({ err: error, companyId: caller.companyId, deliveryId: id }, 'a notification could not be made ready')
    const why = error instanceof Refusal ? error.message : 'The log of the server says why.'
    return { ...NOTHING, problem: `It could not be made ready. ${why}`.slice(0, 500) }
  }
}

const NOTHING: Outcome = { isSent: false, answerStatus: null, problem: null, isGone: false, isDropped: false }

function outcomeOf(opened: OpenedDelivery, target: Exclude<Target, { kind: 'nobody' }>, baseUrl: string) {
  const { id, message, createdAt } = opened
  if (target.kind === 'mail') {
    const mail = mailOf({ ...message, path: `${message.path}${target.fragment}` }, baseUrl)
    return sendMail(target.address, mail, id)
  }
  if (target.kind === 'slack') return call(target.address, slackBody(message, baseUrl), {})
  const body = webhookBody(message, id, createdAt, baseUrl)
  return call(target.address, body, signed(id, body, target.signingSecrets))
}

/** Headers of the Standard Webhooks specification; a receiver that has seen an id leaves it alone. */
function signed(id: string, body: string, secrets: readonly string[]): Record<string, string> {
  const at = now()
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  }
}

async function call(address: string, body: string, headers: Record<string, string>): Promise<Outcome> {
  const fixed = { 'content-type': 'application/json', 'user-agent': 'Paperclip' }
  const outgoing = { url: new URL(address), headers: { ...fixed, ...headers }, body }
  try {
    const { status } = await post({ ...outgoing, mayBePrivate: mayCallPrivately(env()), timeoutMs: TIMEOUT_MS })
    const isSent = status >= 200 && status < 300
    const isRedirect = status >= 300 && status < 400
    const why = isRedirect ? 'It answered with a redirect, which is not followed.' : `It answered ${status}.`
    return { ...NOTHING, isSent, answerStatus: status, problem: isSent ? null : why, isGone: status === 410 }
  } catch (error) {
    if (!(error instanceof OutgoingError)) throw error
    return { ...NOTHING, problem: error.message.slice(0, 500) }
  }
}
