import { clsx } from 'clsx'

type ViewSwitchProps<Id extends string> = {
  /** Names the choice for screen readers. */
  label: string
  views: readonly { id: Id; label: string }[]
  chosenId: Id
  onChoose: (id: Id) => void
}

/** A few ways to show the same, beside each other. */
export function ViewSwitch<Id extends string>({ label, views, chosenId, onChoose }: ViewSwitchProps<Id>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a row of choices is no fieldset
    <div role="group" aria-label={label} className="inline-flex h-6 shrink-0 rounded-[5px] border border-line-strong">
      {views.map(({ id, label: text }) => (
        <button
          key={id}
          type="button"
          aria-pressed={id === chosenId}
          onClick={() => onChoose(id)}
          className={clsx(
            'rounded-[4px] px-2 font-medium text-xs',
            id === chosenId ? 'bg-selected text-accent' : 'text-muted hover:bg-hover hover:text-ink',
          )}
        >
          {text}
        </button>
      ))}
    </div>
  )
}
