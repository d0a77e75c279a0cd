/** The path of a setting, its value before and after; a value that is absent is nothing. */
type Difference = { key: string; from?: unknown; to?: unknown }

/** What changes, setting by setting: before and after, told by words and not by colour alone. */
export function SettingDiff({ differences }: { differences: Difference[] }) {
  if (differences.length === 0) return <p className="text-muted text-sm">Nothing differs.</p>
  return (
    <dl className="flex flex-col gap-3">
      {differences.map(({ key, from, to }) => (
        <div key={key}>
          <dt className="mb-1 break-all font-mono text-muted text-xs">{key}</dt>
          <dd className="grid gap-px overflow-hidden rounded-md border bg-line text-xs sm:grid-cols-2">
            <Side word="Before" value={from} className="bg-bad-soft text-bad" />
            <Side word="After" value={to} className="bg-good-soft text-good" />
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Side({ word, value, className }: { word: string; value: unknown; className: string }) {
  return (
    <div className={`min-w-0 px-2.5 py-1.5 ${className}`}>
      <span className="font-medium">{word}</span>
      <p className="whitespace-pre-wrap break-words font-mono">{shown(value)}</p>
    </div>
  )
}

function shown(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'nothing'
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}
