import type { Message, Told } from '../schema'

/** The address of a place in Paperclip. */
const at = (baseUrl: string, path: string) => `${baseUrl}${path}`

/** First line of a message: what is the matter, and of a reminder how long it waits. */
export function headline(message: Message): string {
  return message.age && message.type.endsWith('.reminded')
    ? `Waiting for ${message.age}: ${message.title}`
    : message.title
}

/**
 * What a webhook gets, always the same for the same message.
 * @param timestamp when the message was made
 */
export function webhookBody(message: Message, id: string, timestamp: string, baseUrl: string): string {
  const { type, path, items: _items, more: _more, company, subject, ...said } = message
  const data = { id, company, ...said, subject, url: at(baseUrl, path) }
  return JSON.stringify({ type, timestamp, data })
}

const MOST_OF_A_HEADLINE = 2_000

/** `&`, `<` and `>` begin something in Slack's own markup. */
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** What a Slack-compatible webhook gets. */
export function slackBody(message: Message, baseUrl: string): string {
  const url = at(baseUrl, message.path)
  const title = escaped(headline(message)).slice(0, MOST_OF_A_HEADLINE)
  const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } })
  const blocks = [
    section(`*${title}*`),
    ...(message.effect ? [section(escaped(message.effect).slice(0, MOST_OF_A_HEADLINE))] : []),
    {
      type: 'context',
      elements: [{ type: 'mrkdwn', text: `${escaped(message.company.name)} · <${url}|Open in Paperclip>` }],
    },
  ]
  return JSON.stringify({ text: `${escaped(message.company.name)}: ${title}`, blocks })
}

export type Mail = { subject: string; text: string; html: string }

/** The mail of a message, as text and as plain HTML. */
export function mailOf(message: Message, baseUrl: string): Mail {
  const head = headline(message)
  const items = message.items.length > 0 ? message.items : [{ ...message, title: '' }]
  const why = whyText(message)
  const settings = `${baseUrl}/account`
  const more = message.more > 0 ? `And ${message.more} more.` : ''
  const text = [
    head,
    ...items.map((item) => [item.title, item.effect, at(baseUrl, item.path)].filter(Boolean).join('\n')),
    more,
    `${why}${isToMember(message) ? ` Change what you are told: ${settings}` : ''}`,
  ]
  const footer = `${escapedHtml(why)}${isToMember(message) ? ` <a href="${escapedHtml(settings)}">Change what you are told</a>` : ''}`
  const html = `<!doctype html><html><body style="font-family:sans-serif;line-height:1.5;max-width:40em">
<h1 style="font-size:1.15em">${escapedHtml(head)}</h1>
${items.map((item) => htmlOf(item, baseUrl)).join('\n')}
${more ? `<p>${more}</p>` : ''}
<p style="color:#666;font-size:.85em">${footer}</p></body></html>`
  return { subject: oneLine(`[${message.company.name}] ${head}`), text: `${text.filter(Boolean).join('\n\n')}\n`, html }
}

const isToMember = (message: Message) => message.type !== 'invitation'

function whyText({ type, company }: Message): string {
  return type === 'invitation'
    ? `Somebody of ${company.name} gave this address. If you do not know them, leave it alone.`
    : `You get this because you are a member of ${company.name}.`
}

function htmlOf({ title, effect, path }: Told, baseUrl: string): string {
  const head = title ? `<strong>${escapedHtml(title)}</strong><br>` : ''
  const what = effect ? `${escapedHtml(effect)}<br>` : ''
  return `<p>${head}${what}<a href="${escapedHtml(at(baseUrl, path))}">Open in Paperclip</a></p>`
}

function escapedHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

function oneLine(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim()
  return flat.length > 150 ? `${flat.slice(0, 149)}…` : flat
}
