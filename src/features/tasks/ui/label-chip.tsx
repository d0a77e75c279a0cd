import type { LabelView } from '../schema'

/** A label as its name, with a dot of its colour. */
export function LabelChip({ label }: { label: Pick<LabelView, 'name' | 'color'> }) {
  return (
    <span className="inline-flex h-5 max-w-40 items-center gap-1.5 rounded-full border px-2 text-2xs text-muted">
      <span aria-hidden className="size-2 shrink-0 rounded-full" style={{ backgroundColor: label.color }} />
      <span className="truncate">{label.name}</span>
    </span>
  )
}
