import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import type { BudgetView } from '../schema'
import { METRICS, parseAmount } from './budget-words'

type Metric = BudgetView['metric']
type Amount = { cap: string; warn: string; stop: string }

type AmountFieldsProps = {
  metric: Metric
  draft: Amount
  onChange: (part: Partial<Amount>) => void
  errors: Record<string, string | undefined>
  /** A budget that is new has a limit. */
  isNeeded?: boolean
}

/** What was typed as a limit: null for none, which an empty field means. */
export function readAmount(metric: Metric, text: string): { cap: number | null; isUnreadable: boolean } {
  const cap = text.trim() === '' ? null : parseAmount(metric, text)
  return { cap, isUnreadable: text.trim() !== '' && cap === null }
}

/** The percentages that were typed, as they are saved; a budget of runs has no stop of its own. */
export function readPercents(metric: Metric, { warn, stop }: Amount): { warnPercent: number; stopPercent: number } {
  return { warnPercent: Number(warn), stopPercent: metric === 'runs' ? 100 : Number(stop) }
}

/** How much a budget allows, at which part of it it warns, and from which part on nothing new starts. */
export function AmountFields({ metric, draft, onChange, errors, isNeeded = false }: AmountFieldsProps) {
  const unit = METRICS.find(({ id }) => id === metric)?.unit
  const { isUnreadable } = readAmount(metric, draft.cap)
  const example = metric === 'money' ? 'an amount in US dollars, such as 50 or 12.50' : 'a whole number, such as 500'
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <div className="sm:col-span-2">
        <Field
          label={`Limit, in ${unit}`}
          hint={isNeeded ? undefined : 'Left empty, there is no limit.'}
          error={isUnreadable ? `Type ${example}.` : errors.cap}
        >
          {(control) => (
            <Input
              {...control}
              value={draft.cap}
              onChange={(event) => onChange({ cap: event.target.value })}
              inputMode="decimal"
              autoComplete="off"
            />
          )}
        </Field>
      </div>
      <Field label="Warn at, in %" error={errors.warnPercent}>
        {(control) => (
          <Input
            {...control}
            type="number"
            min={1}
            max={99}
            value={draft.warn}
            onChange={(event) => onChange({ warn: event.target.value })}
          />
        )}
      </Field>
      {metric === 'runs' ? null : (
        <Field label="Stop new work at, in %" hint="The rest is for runs that began before." error={errors.stopPercent}>
          {(control) => (
            <Input
              {...control}
              type="number"
              min={1}
              max={100}
              value={draft.stop}
              onChange={(event) => onChange({ stop: event.target.value })}
            />
          )}
        </Field>
      )}
    </div>
  )
}
