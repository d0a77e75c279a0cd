import { amountText } from '@/features/budgets/rules/amount'
import { reasonText } from '@/features/runs/rules/reasons'

export const INBOX_KINDS = [
  'approval',
  'question',
  'budget',
  'review',
  'blocked',
  'orphan',
  'failure',
  'stall',
  'unplaced',
  'brake',
  'overdue',
  'schedule',
  'routine',
] as const
export type InboxKind = (typeof INBOX_KINDS)[number]

/** What is known of something that needs a person; each kind has its own. */
export type InboxFacts = {
  type?: string
  identifier?: string
  title?: string
  subject?: string
  assignee?: string
  reason?: string
  error?: string
  state?: string
  status?: string
  runtime?: string
  count?: number
  continuation?: 'none' | 'wake_assignee' | 'wake_assignee_on_accept'
  threshold?: 'warning' | 'stopped' | 'exhausted' | 'miscounted'
  budgetId?: string
  scopeKind?: string
  metric?: 'money' | 'tokens' | 'runs'
  window?: 'month' | 'rolling' | 'lifetime'
  windowHours?: number
  spent?: number
  cap?: number
}

export type InboxWords = {
  /** What is the matter, as it goes on behind the name. */
  text: string
  /** What deciding does, and what leaving it does. */
  effect: string
}

/** Why it needs somebody and what deciding does, for everything but approvals, which say it themselves. */
export function inboxWords(kind: Exclude<InboxKind, 'approval'>, facts: InboxFacts): InboxWords {
  const { identifier, title, assignee, count = 0 } = facts
  const on = identifier ? ` on ${identifier}` : ''
  const task = `${identifier} ${title}`
  const whom = assignee ?? 'nobody'
  switch (kind) {
    case 'question':
      return { text: `${asked(facts)} on ${task}`, effect: answered(facts) }
    case 'budget':
      return budgetWords(facts)
    case 'review':
      return {
        text: `asks for a review of ${task}`,
        effect: `Accepting closes ${identifier}. Asking for changes wakes ${whom} with what you write.`,
      }
    case 'blocked':
      return {
        text: `is blocked on ${task}${facts.reason ? `: ${facts.reason}` : ''}`,
        effect: assignee
          ? `Unblocking wakes ${assignee} with what you write. Until then nobody works on it.`
          : 'Nobody has it. Whoever you give it to wakes for it.',
      }
    case 'orphan':
      return {
        text: `${title} belongs to ${whom}, who is terminated`,
        effect: 'Nobody will ever work on it. Whoever you give it to wakes for it at once.',
      }
    case 'failure':
      return {
        text: `${facts.state === 'timed_out' ? 'ran out of time' : 'failed'}${on}${count > 1 ? ` at try ${count}` : ''}${facts.error ? `: ${facts.error}` : ''}`,
        effect: 'Nothing repeats it by itself. Trying again starts a new run, which counts on the budget.',
      }
    case 'stall':
      return {
        text: `works${on}, but has written nothing for minutes`,
        effect: `Stopping ends its process and frees ${identifier ?? 'the agent'}. What it spent stays spent.`,
      }
    case 'unplaced':
      return {
        text: `waits for a worker${on}`,
        effect: `It starts when a worker that can run ${facts.runtime} connects or is free. Cancelling frees what is reserved for it.`,
      }
    case 'brake':
      return {
        text: `is stopped on ${task}: its last ${count} runs left nothing behind`,
        effect:
          'Letting it go on starts its waiting wakes, and costs what they cost. Something new in the task does the same.',
      }
    case 'overdue':
      return overdueWords(facts)
    case 'schedule':
    case 'routine':
      return {
        text: 'should have started by its schedule and did not: the clock stands still',
        effect:
          'Slots pass meanwhile; its schedule says what becomes of them. The health of the server says whether its clock ticks.',
      }
  }
}

function asked({ type, subject, count = 1 }: InboxFacts): string {
  const about = subject ? ` (${subject})` : ''
  const counted = (noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`
  if (type === 'suggest_tasks') return `suggests ${counted('task')}${about}`
  if (type === 'ask_user_questions') return `asks ${counted('question')}${about}`
  return `asks for a yes or no${about}`
}

function answered({ continuation = 'none', type, assignee }: InboxFacts): string {
  const made = type === 'suggest_tasks' ? 'What you tick becomes tasks. ' : ''
  if (continuation === 'none' || !assignee) return `${made}The answer stands in the thread; it wakes nobody.`
  return `${made}${continuation === 'wake_assignee' ? 'Any answer' : 'A yes'} wakes ${assignee}.`
}

const UNTIL = {
  month: 'until the limit is raised or the month ends',
  rolling: 'until the limit is raised or enough of it is past the window',
  lifetime: 'until the limit is raised',
}

function budgetWords({ threshold, metric = 'money', window = 'month', spent = 0, cap = 0 }: InboxFacts): InboxWords {
  const figures = `${amountText(metric, spent)} of ${amountText(metric, cap)}`
  if (threshold === 'miscounted') {
    return {
      text: `is miscounted: ${amountText(metric, cap)} by the ledger, ${amountText(metric, spent)} by the counter`,
      effect: 'Nothing is halted by it. It is gone when the two agree again.',
    }
  }
  if (threshold === 'warning') {
    return {
      text: `is close to its limit: ${figures}`,
      effect: 'Work goes on until the limit is reached. Raising it lets more be spent.',
    }
  }
  // a used-up budget of runs halts nothing that runs
  if (threshold === 'stopped' || metric === 'runs') {
    return {
      text: `starts nothing new: it used ${figures}`,
      effect: `What runs goes on; no other run starts ${UNTIL[window]}.`,
    }
  }
  return {
    text: `is halted: it spent ${figures}`,
    effect: `What counts on it starts no run ${UNTIL[window]}. Raising it lets the work go on at once.`,
  }
}

function overdueWords({ count = 1, reason = '', status }: InboxFacts): InboxWords {
  const wakes = count === 1 ? 'a wake that waits' : `${count} wakes that wait`
  return {
    text: `has ${wakes} for too long: ${reasonText(reason || null) ?? 'no run has started'}`,
    effect:
      status === 'paused'
        ? 'Resuming the agent lets the first of them start a run.'
        : 'They wait until what holds them is gone.',
  }
}
