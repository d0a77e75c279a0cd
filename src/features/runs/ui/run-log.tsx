'use client'

import { clsx } from 'clsx'
import { useMemo } from 'react'
import { Loaded } from '@/features/companies/ui/loaded'
import { LogTail } from '@/ui/log-tail'
import type { RunEventView, RunRow } from '../schema'
import { linesOf } from './log-lines'
import { isLive } from './run-marks'
import { ReplayBar, ReplayButton, useReplay } from './run-replay'
import { useRunLog } from './use-run-log'

type RunLogProps = { run: Pick<RunRow, 'id' | 'state'> & { lastEventSeq?: number }; className?: string }

const NONE: RunEventView[] = []

/** The log of a run, growing while the run lives; what there is can be replayed as it was written. */
export function RunLog({ run, className }: RunLogProps) {
  const query = useRunLog(run.id)
  const events = query.data ?? NONE
  const replay = useReplay(events)
  const lines = useMemo(() => linesOf(replay.shown), [replay.shown])
  return (
    <Loaded query={query} what="The log">
      {() => (
        <div className={clsx('flex min-h-0 flex-col', className)}>
          <ReplayBar replay={replay} />
          <LogTail
            lines={lines}
            isLive={replay.moment === null ? isLive(run.state) : replay.isPlaying}
            emptyText={emptyTextOf(run)}
            tools={events.length > 1 ? <ReplayButton replay={replay} /> : null}
            className="flex-1"
          />
        </div>
      )}
    </Loaded>
  )
}

function emptyTextOf({ state, lastEventSeq = 0 }: RunLogProps['run']): string {
  if (state === 'queued') return 'Waits for a worker. Lines appear here as soon as it starts.'
  if (state === 'running') return 'Nothing written yet.'
  return lastEventSeq > 0 ? 'The log is no longer kept.' : 'The run wrote nothing.'
}
