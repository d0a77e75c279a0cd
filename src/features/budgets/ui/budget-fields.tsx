import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import type { BudgetView } from '../schema'
import { METRICS, parseAmount } from './budget-words'

type Metric = BudgetView['metric']
type Amount = { cap: string; warn: string }

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

/** At how much a budget stops, and at which part of it it warns. */
export function AmountFields({ metric, draft, onChange, errors, isNeeded = false }: AmountFieldsProps) {
  const unit = METRICS.find(({ id }) => id === metric)?.unit
  const { isUnreadable } = readAmount(metric, draft.cap)
  const example = metric === 'money' ? 'an amount in US dollars, such as 50 or 12.50' : 'a whole number, such as 500'
  return (
    <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_8rem]">
      <Field
        label={`Stop at, in ${unit}`}
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
    </div>
  )
}
