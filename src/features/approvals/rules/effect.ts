import { amountText } from '@/features/budgets/rules/amount'
import { needsConfig } from '@/features/org/rules/runtime'
import { formatMicros } from '@/platform/money'
import type { Asked } from '../schema'

/** Names of who an approval is about, where it is about somebody. */
export type About = {
  /** The agent, or the company, whose settings or budget are meant. */
  subjectName: string | null
  managerName: string | null
  /** Of the budget that is meant, now, in the unit of its metric. */
  spent?: number
  cap?: number | null
}

/** What is asked for, in a few words. */
export function titleOf({ type, payload }: Asked, { subjectName }: About): string {
  const whose = subjectName ?? 'somebody who is gone'
  switch (type) {
    case 'hire_agent':
      return `Hire ${payload.name}${position(payload)}`
    case 'approve_ceo_strategy':
      return payload.title ?? 'Approve the strategy'
    case 'budget_override_required':
      return raiseTitle(payload, whose)
    case 'config_change':
      return `Change ${changedOf(payload.change).join(', ')} of ${whose}`
    case 'config_rollback':
      return `Take the settings of ${whose} back to revision ${payload.number}`
    case 'request_board_approval':
      return payload.title
  }
}

/** What a raised limit does, whatever the figures. */
export function goesOn(metric: Override['metric']): string {
  return metric === 'runs' ? 'What waits for a run starts.' : `What was halted for want of ${metric} goes on.`
}

/** What happens when it is approved, one sentence each. */
export function effectsOf(asked: Asked, about: About): string[] {
  const { type, payload } = asked
  const whose = about.subjectName ?? 'An agent that is gone'
  switch (type) {
    case 'hire_agent':
      return hireEffects(payload, about)
    case 'approve_ceo_strategy': {
      const { length } = payload.goals
      const goals =
        length === 0 ? [] : [`${length === 1 ? 'One goal is' : `${length} goals are`} set below the mission.`]
      return ['The root agent may hand out work.', ...goals]
    }
    case 'budget_override_required':
      return budgetEffects(payload, about)
    case 'config_change':
      return [`${whose} works with the changed settings from its next run on.`]
    case 'config_rollback':
      return [`${whose} gets a new revision with the settings of revision ${payload.number}.`]
    case 'request_board_approval':
      return ['The agent that asked is told, and acts by itself.']
  }
}

type Override = Extract<Asked, { type: 'budget_override_required' }>['payload']

/** The cap that is asked for, in the unit of the metric; null for no limit. */
export const capOf = ({ metric, capMicros, cap }: Override): number | null =>
  (metric === 'money' ? capMicros : cap) ?? null

function raiseTitle(payload: Override, whose: string): string {
  const cap = capOf(payload)
  const what = payload.metric === 'money' ? 'budget' : `budget of ${payload.metric}`
  if (cap === null) return `Lift the limit on the ${what} of ${whose}`
  return `Raise the budget of ${whose} to ${amountText(payload.metric, cap)}${spanText(payload)}`
}

function spanText({ window, windowHours }: Override): string {
  if (window === 'lifetime') return ' in all'
  return window === 'month' ? ' a month' : ` in ${windowHours} hours`
}

type Hire = Extract<Asked, { type: 'hire_agent' }>['payload']

function position({ role, title }: Hire): string {
  const as = title || (role === 'general' ? '' : role)
  return as ? ` as ${as}` : ''
}

function hireEffects(payload: Hire, { managerName }: About): string[] {
  const place = managerName
    ? `below ${managerName}`
    : payload.managerId
      ? 'below a manager who is gone'
      : 'below the root agent'
  const cap = payload.capMicros
  return [
    `${payload.name} joins${position(payload)}, ${place}.`,
    cap == null ? 'It has no limit of its own on what it spends.' : `It may spend ${formatMicros(cap)} a month.`,
    ...(needsConfig(payload.runtime, payload.runtimeConfig)
      ? ['It waits, paused, until somebody says how it runs.']
      : []),
    ...(payload.schedule ? ['It wakes by its schedule.'] : []),
    ...(payload.permissions?.mayHire ? ['It may hire agents itself.'] : []),
  ]
}

function budgetEffects(payload: Override, { subjectName, spent = 0, cap: before }: About): string[] {
  const { metric, window } = payload
  const inWords = (cap: number | null | undefined) => (cap == null ? 'no limit' : amountText(metric, cap))
  const cap = window === 'month' ? 'monthly cap' : 'cap'
  const span = window === 'month' ? '' : `${spanText(payload)}`
  const change = `from ${inWords(before)} to ${inWords(capOf(payload))}${span}`
  return [
    `The ${cap} of ${subjectName ?? 'a budget that is gone'} goes ${change}; ${amountText(metric, spent)} ${metric === 'money' ? 'is spent' : 'are used'}.`,
    goesOn(metric),
  ]
}

function changedOf({ replaceRuntimeConfig: _how, ...change }: Record<string, unknown>): string[] {
  return Object.keys(change)
}
