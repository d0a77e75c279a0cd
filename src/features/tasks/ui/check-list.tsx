import { CircleCheck, CircleDashed, CircleX } from 'lucide-react'
import type { CheckResult } from '../rules/acceptance'

type CheckListProps = {
  checks: readonly { id: string; name: string }[]
  /** What was found; a check without a result was not carried out yet. */
  results: readonly CheckResult[]
  /** Also says what was found where a check passed. */
  showsAll?: boolean
}

/** Checks and what was found, failures with their reason. */
export function CheckList({ checks, results, showsAll = false }: CheckListProps) {
  return (
    <ul className="flex flex-col gap-1.5">
      {checks.map(({ id, name }) => {
        const result = results.find((each) => each.id === id)
        const Icon = result ? (result.ok ? CircleCheck : CircleX) : CircleDashed
        const tone = result ? (result.ok ? 'text-good' : 'text-bad') : 'text-faint'
        return (
          <li key={id} className="flex items-start gap-2 text-sm">
            <Icon aria-hidden className={`mt-0.5 size-3.5 shrink-0 ${tone}`} />
            <span className="min-w-0 break-words">
              {name}
              <span className="sr-only">{result ? (result.ok ? ', passed' : ', failed') : ', not checked yet'}</span>
              {result && (showsAll || !result.ok) ? (
                <span className={`block whitespace-pre-line text-xs ${result.ok ? 'text-muted' : 'text-bad'}`}>
                  {result.detail}
                </span>
              ) : null}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
