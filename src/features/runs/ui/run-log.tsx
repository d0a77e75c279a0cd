'use client'

import { useMemo } from 'react'
import { Loaded } from '@/features/companies/ui/loaded'
import { LogTail } from '@/ui/log-tail'
import type { RunRow } from '../schema'
import { linesOf } from './log-lines'
import { isLive } from './run-marks'
import { useRunLog } from './use-run-log'

/** The log of a run, growing while the run lives. */
export function RunLog({ run, className }: { run: Pick<RunRow, 'id' | 'state'>; className?: string }) {
  const query = useRunLog(run.id)
  const lines = useMemo(() => linesOf(query.data ?? []), [query.data])
  const emptyText = {
    queued: 'Waits for a worker. Lines appear here as soon as it starts.',
    running: 'Nothing written yet.',
  }
  return (
    <Loaded query={query} what="The log">
      {() => (
        <LogTail
          lines={lines}
          isLive={isLive(run.state)}
          emptyText={
            run.state === 'queued' || run.state === 'running' ? emptyText[run.state] : 'The run wrote nothing.'
          }
          className={className}
        />
      )}
    </Loaded>
  )
}
