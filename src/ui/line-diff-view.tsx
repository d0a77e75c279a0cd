import { clsx } from 'clsx'
import type { DiffLine } from './line-diff'

const MARK = { same: ' ', removed: '−', added: '+' }
const SPOKEN = { same: '', removed: 'Removed: ', added: 'Added: ' }

/** Two texts laid over each other: lines that go and lines that come, by a sign and a colour. */
export function LineDiffView({ lines }: { lines: DiffLine[] }) {
  return (
    <ol className="overflow-hidden rounded-md border font-mono text-xs">
      {lines.map((line, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a diff is drawn once, its lines have no other name
        <li key={place}>
          {line.kind === 'folded' ? (
            <p className="bg-sunken px-2.5 py-0.5 text-faint">
              {line.count} more {line.count === 1 ? 'line' : 'lines'}, unchanged
            </p>
          ) : (
            <p
              className={clsx(
                'flex gap-2 px-2.5 py-0.5',
                line.kind === 'removed' && 'bg-bad-soft text-bad',
                line.kind === 'added' && 'bg-good-soft text-good',
              )}
            >
              <span aria-hidden className="w-2 shrink-0 select-none">
                {MARK[line.kind]}
              </span>
              <span className="sr-only">{SPOKEN[line.kind]}</span>
              <span className="min-w-0 whitespace-pre-wrap break-words">{line.text || ' '}</span>
            </p>
          )}
        </li>
      ))}
    </ol>
  )
}
