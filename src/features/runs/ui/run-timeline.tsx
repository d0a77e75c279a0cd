'use client'

import { useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Panel } from '@/ui/panel'
import { useNow } from '@/ui/relative-time'
import { durationText } from '@/ui/time-text'
import { type TreeNode, TreeView } from '@/ui/tree-view'
import type { RunView } from '../schema'
import { type Act, actsOf, placeOf } from './acts'

const MOST = 500

const bars: Record<Act['tone'], string> = { work: 'bg-accent', wait: 'bg-line-strong', bad: 'bg-bad' }

/** What a run did, as a tree in the order of time: how long each act took, and where in the run it lies. */
export default function RunTimeline({ run }: { run: RunView }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const now = useNow()
  const input = { companyId: slug, runId: run.id, limit: MOST }
  const calls = useQuery(trpc.models.listModelCalls.queryOptions(input)).data ?? []
  const deeds = useQuery(trpc.audit.listAudit.queryOptions(input)).data ?? []
  const acts = actsOf(run, calls, deeds)
  const startMs = Date.parse(run.createdAt)
  const endMs = Math.max(...acts.map((act) => act.endMs ?? now), startMs + 1)
  const nodeOf = (act: Act): TreeNode => {
    const took = tookText(act, now)
    return {
      id: act.id,
      text: [act.label, took, act.note].filter(Boolean).join(', '),
      content: <Row act={act} took={took} place={placeOf(act, { startMs, endMs }, Math.max(now, startMs))} />,
      children: act.children.map(nodeOf),
    }
  }
  const folds = acts.flatMap(({ children }) => children.filter((child) => child.children.length > 0))
  return (
    <Panel title="Acts" hint={durationText(endMs - startMs)}>
      <div className="-mx-2 max-h-[26rem] overflow-y-auto">
        <TreeView
          key={folds.length}
          label="Acts of the run"
          nodes={acts.map(nodeOf)}
          startsClosed={folds.map(({ id }) => id)}
          isDense
        />
      </div>
    </Panel>
  )
}

function tookText({ startMs, endMs }: Act, now: number): string {
  if (endMs === null) return `${durationText(Math.max(0, now - startMs))} so far`
  return endMs > startMs ? durationText(endMs - startMs) : ''
}

type RowProps = { act: Act; took: string; place: { left: number; width: number } }

function Row({ act, took, place }: RowProps) {
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-1 py-1">
      <span className="flex items-baseline gap-2 text-xs">
        <span className={clsx('min-w-0 truncate', act.tone === 'bad' ? 'text-bad' : 'text-ink')} title={act.label}>
          {act.label}
        </span>
        <span className="tnum ml-auto shrink-0 text-faint">{[act.note, took].filter(Boolean).join(' · ')}</span>
      </span>
      <span aria-hidden className="relative h-1 rounded-full bg-sunken">
        <span
          className={clsx('absolute h-full min-w-[3px] rounded-full', bars[act.tone])}
          style={{ left: `min(${place.left}%, calc(100% - 3px))`, width: `${place.width}%` }}
        />
      </span>
    </div>
  )
}
