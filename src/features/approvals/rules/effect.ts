import { needsConfig } from '@/features/org/rules/runtime'
import { formatMicros } from '@/platform/money'
import type { Asked } from '../schema'

/** Names of who an approval is about, where it is about somebody. */
export type About = {
  /** The agent, or the company, whose settings or budget are meant. */
  subjectName: string | null
  managerName: string | null
  /** Of the budget that is meant, now. */
  spentMicros?: number
  capMicros?: number | null
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
      return payload.capMicros === null
        ? `Lift the limit on the budget of ${whose}`
        : `Raise the budget of ${whose} to ${formatMicros(payload.capMicros)} a month`
    case 'config_change':
      return `Change ${changedOf(payload.change).join(', ')} of ${whose}`
    case 'config_rollback':
      return `Take the settings of ${whose} back to revision ${payload.number}`
    case 'request_board_approval':
      return payload.title
  }
}

/** What a raised limit does, whatever the figures. */
export const GOES_ON = 'What was halted for want of money goes on.'

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
      return budgetEffects(payload.capMicros, about)
    case 'config_change':
      return [`${whose} works with the changed settings from its next run on.`]
    case 'config_rollback':
      return [`${whose} gets a new revision with the settings of revision ${payload.number}.`]
    case 'request_board_approval':
      return ['The agent that asked is told, and acts by itself.']
  }
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

function budgetEffects(capMicros: number | null, { subjectName, spentMicros = 0, capMicros: before }: About): string[] {
  const from = before == null ? 'no limit' : formatMicros(before)
  const to = capMicros === null ? 'no limit' : formatMicros(capMicros)
  return [
    `The monthly cap of ${subjectName ?? 'a budget that is gone'} goes from ${from} to ${to}; ${formatMicros(spentMicros)} is spent.`,
    GOES_ON,
  ]
}

function changedOf({ replaceRuntimeConfig: _how, ...change }: Record<string, unknown>): string[] {
  return Object.keys(change)
}
