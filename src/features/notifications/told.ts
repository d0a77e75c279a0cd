import type { Waiting } from '@/features/reports'
import type { View } from '@/platform/command'
import type { Mask } from '@/platform/mask'
import type { Topic } from './rules/topics'
import type { Message } from './schema'

export type Company = Message['company'] & { timeZone: string; remindAfterHours: number | null }

/** What of a company stands in each message. */
export async function companyOf(view: View): Promise<Company> {
  const [company] = await view.sql<Company>(
    `SELECT id, name, slug, "timeZone", "remindAfterHours" FROM "Company" WHERE id = $1`,
    [view.companyId],
  )
  return company!
}

const MOST_OF_A_TEXT = 400

/** A message that says one thing. */
export function messageOf(
  company: Company,
  said: { type: string; title: string; effect: string; path: string } & Partial<Message>,
): Message {
  const { id, name, slug } = company
  return { company: { id, name, slug }, since: null, age: null, subject: null, items: [], more: 0, ...said }
}

/** What is said of something in the inbox, without values of the company's secrets. */
export function toldOf(company: Company, item: Waiting, mask: Mask) {
  return {
    title: mask(`${item.who} ${item.text}`, MOST_OF_A_TEXT),
    effect: mask(item.effect, MOST_OF_A_TEXT),
    path: `/c/${company.slug}/inbox?item=${item.key}`,
    since: item.at,
  }
}

/** The message about something in the inbox. */
export function messageOfItem(
  company: Company,
  item: Waiting,
  topic: Topic,
  mask: Mask,
  reminder: { age: string } | null,
): Message {
  const { kind, id, agentId, taskId, identifier } = item
  return messageOf(company, {
    type: `${topic}.${reminder ? 'reminded' : 'waiting'}`,
    ...toldOf(company, item, mask),
    age: reminder?.age ?? null,
    subject: { kind, id, agentId, taskId, identifier },
  })
}
