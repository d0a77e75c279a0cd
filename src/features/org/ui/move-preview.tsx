import { CircleCheck, TriangleAlert } from 'lucide-react'
import { moveEffect } from '../rules/move-effect'
import type { ChartAgent } from './chart-agent'

type MovePreviewProps = { agents: ChartAgent[]; moved: ChartAgent; manager: ChartAgent }

/** What a move does, before anybody agrees to it: who stands above, who comes along, what becomes unhealthy or well again. */
export function MovePreview({ agents, moved, manager }: MovePreviewProps) {
  const { chainBefore, chainAfter, along, newLints, endedLints } = moveEffect(agents, moved.id, manager.id)
  return (
    <section
      aria-label="What the move does"
      aria-live="polite"
      className="rounded-md border bg-canvas px-3 py-2.5 text-sm"
    >
      <p>
        {moved.name}
        {along === 0 ? '' : along === 1 ? ' and the one below it' : ` and the ${along} below it`} will stand below{' '}
        {manager.name}.
      </p>
      <dl className="mt-2 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1 text-xs">
        <dt className="text-faint">Reports up now</dt>
        <dd className="text-muted">{chainText(chainBefore)}</dd>
        <dt className="text-faint">Reports up then</dt>
        <dd>{chainText(chainAfter)}</dd>
        <dt className="text-faint">{manager.name} leads</dt>
        <dd className="tnum">{reportsText(agents, manager)}</dd>
      </dl>
      {newLints.length + endedLints.length > 0 ? (
        <ul className="mt-2 flex flex-col gap-1 border-t pt-2 text-xs">
          {newLints.map((lint) => (
            <li key={lint.sentence} className="flex gap-1.5">
              <TriangleAlert aria-label="Becomes unhealthy:" className="mt-px size-3.5 shrink-0 text-warn" />
              {lint.sentence}
            </li>
          ))}
          {endedLints.map((lint) => (
            <li key={lint.sentence} className="flex gap-1.5 text-muted">
              <CircleCheck aria-label="No longer so:" className="mt-px size-3.5 shrink-0 text-good" />
              <s>{lint.sentence}</s>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  )
}

function chainText(chain: ChartAgent[]): string {
  return chain.length === 0 ? 'to nobody' : chain.map(({ name }) => name).join(' → ')
}

function reportsText(agents: ChartAgent[], manager: ChartAgent): string {
  const before = agents.filter(({ managerId }) => managerId === manager.id).length
  return `${before} directly now, ${before + 1} then`
}
