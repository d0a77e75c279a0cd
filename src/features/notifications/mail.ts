import { createTransport, type Transporter } from 'nodemailer'
import { env } from '@/platform/env'
import type { Mail } from './rules/wording'
import type { Outcome } from './schema'

const TIMEOUT_MS = 10_000

/** Whether this installation can send mail. */
export function isMailSetUp(): boolean {
  return env().SMTP_URL !== undefined
}

let transport: { url: string; sender: Transporter } | undefined

/** The mail server is the installation's own setting, so that it may be anywhere. */
function senderFor(url: string): Transporter {
  if (transport?.url !== url) {
    const times = { connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: 2 * TIMEOUT_MS }
    transport = { url, sender: createTransport({ url, ...times, disableFileAccess: true, disableUrlAccess: true }) }
  }
  return transport.sender
}

/**
 * Hands a mail to the mail server.
 * @param id of the message: the mail has the same Message-ID whenever it is sent
 */
export async function sendMail(to: string, mail: Mail, id: string): Promise<Outcome> {
  const { SMTP_URL, SMTP_FROM = '' } = env()
  if (!SMTP_URL) return failed('No mail server is set: SMTP_URL is empty.')
  const host = /@([^\s>]+)/.exec(SMTP_FROM)?.[1] ?? 'localhost'
  try {
    const sent = await senderFor(SMTP_URL).sendMail({
      ...{ from: SMTP_FROM, to: { name: '', address: to }, messageId: `<${id}@${host}>`, ...mail },
      headers: { 'Auto-Submitted': 'auto-generated' },
    })
    return { isSent: true, answerStatus: codeIn(sent.response), problem: null, isGone: false, isDropped: false }
  } catch (error) {
    const { responseCode, code } = error as { responseCode?: number; code?: string }
    if (responseCode) return { ...failed('The mail server refused it.'), answerStatus: responseCode }
    // what the server says may hold what it was asked with
    return failed(`The mail server did not take it: ${code ?? 'the connection broke off'}.`)
  }
}

function failed(problem: string): Outcome {
  return { isSent: false, answerStatus: null, problem, isGone: false, isDropped: false }
}

function codeIn(response: string): number | null {
  const code = Number.parseInt(response, 10)
  return Number.isNaN(code) ? null : code
}
