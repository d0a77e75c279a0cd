import type { InboxKind } from '@/features/reports/rules/inbox-text'

/** What a channel can be told of. */
export const TOPICS = ['approval', 'question', 'halt', 'warning', 'review', 'failure', 'stuck', 'done'] as const
export type Topic = (typeof TOPICS)[number]

/** What a channel is told of unless somebody says otherwise: what needs a person. */
export const USUAL_TOPICS: readonly Topic[] = TOPICS.filter((topic) => topic !== 'done')

const TOPIC_OF_KIND: Record<Exclude<InboxKind, 'budget'>, Topic> = {
  approval: 'approval',
  question: 'question',
  review: 'review',
  failure: 'failure',
  blocked: 'stuck',
  orphan: 'stuck',
  stall: 'stuck',
  unplaced: 'stuck',
  brake: 'stuck',
  overdue: 'stuck',
  schedule: 'stuck',
  routine: 'stuck',
}

/** The topic of something in the inbox; a budget's is a halt as long as work stands still because of it. */
export function topicOf({ kind, urgency }: { kind: InboxKind; urgency: number }): Topic {
  if (kind === 'budget') return urgency === 0 ? 'halt' : 'warning'
  return TOPIC_OF_KIND[kind]
}

/** What members are mailed of: nothing; what stands still until somebody acts at once, and the rest once a day; all once a day. */
export const MAIL_CHOICES = ['none', 'at_once', 'daily'] as const
export type MailChoice = (typeof MAIL_CHOICES)[number]

/** Who says nothing. */
export const USUAL_CHOICE: MailChoice = 'at_once'

/** Whether something is mailed by itself to who wants what is urgent at once; the digest has the rest. */
export function isMailedAtOnce(item: { urgency: number }): boolean {
  return item.urgency < 2
}
