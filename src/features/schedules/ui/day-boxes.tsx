import { Checkbox } from '@/ui/input'

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

type DayBoxesProps = {
  legend: string
  /** The legend is for screen readers only. */
  isLegendHidden?: boolean
  /** Monday is 1; Sunday is 0 in cron expressions, and 7 elsewhere. */
  sunday: 0 | 7
  chosen: readonly number[]
  onChange: (days: number[]) => void
}

/** Days of the week, Monday first, any of them chosen. */
export function DayBoxes({ legend, isLegendHidden = false, sunday, chosen, onChange }: DayBoxesProps) {
  const toggle = (day: number) =>
    onChange(chosen.includes(day) ? chosen.filter((each) => each !== day) : [...chosen, day].sort())
  return (
    <fieldset className="flex flex-wrap gap-x-4 gap-y-2">
      <legend className={isLegendHidden ? 'sr-only' : 'mb-1.5 font-medium text-sm'}>{legend}</legend>
      {DAYS.map((name, i) => {
        const day = name === 'Sun' ? sunday : i + 1
        return <Checkbox key={name} label={name} checked={chosen.includes(day)} onChange={() => toggle(day)} />
      })}
    </fieldset>
  )
}
