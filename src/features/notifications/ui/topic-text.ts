import type { Topic } from '../rules/topics'

/** What a channel can be told of, in words. */
export const TOPIC_TEXT: Record<Topic, { name: string; what: string }> = {
  approval: { name: 'Approvals', what: 'Somebody asks for one.' },
  question: { name: 'Questions', what: 'An agent asks a person.' },
  halt: { name: 'Halts', what: 'A budget is spent, and work stands still.' },
  warning: { name: 'Budget warnings', what: 'A budget is close to its limit.' },
  review: { name: 'Reviews', what: 'A task waits for somebody to look at it.' },
  failure: { name: 'Failures', what: 'A run failed for good.' },
  stuck: { name: 'Stuck work', what: 'Blocked or orphaned tasks, late wakes, silent runs.' },
  done: { name: 'Tasks done', what: 'Each task that is finished.' },
}
