'use client'

import { Square } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Granted } from '@/features/companies/ui/granted'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { formatMicros } from '@/ui/money'
import type { RunView } from '../schema'
import { isLive } from './run-marks'

/** Asks a live run to end, after its effect was spelled out. */
export function StopRun({ run }: { run: RunView }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const [isAsking, setIsAsking] = useState(false)
  const stop = useSave(trpc.runs.askRunToStop.mutationOptions({ onSuccess: () => setIsAsking(false) }))
  if (!isLive(run.state)) return null
  return (
    <>
      <Granted to="run:control">
        <Button
          disabled={run.stopReason !== null}
          icon={<Square aria-hidden className="size-3 fill-current" />}
          onClick={() => setIsAsking(true)}
        >
          {run.stopReason === null ? 'Stop run' : 'Stopping'}
        </Button>
      </Granted>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        onConfirm={() => stop.mutate({ companyId: slug, runId: run.id })}
        isBusy={stop.isPending}
        error={stop.problem?.message}
        isDanger
        title={`Stop this run of ${run.agentName}?`}
        action="Stop run"
        effect={<StopEffect run={run} />}
      />
    </>
  )
}

function StopEffect({ run }: { run: RunView }) {
  const released =
    run.reservedMicros > 0 ? `, and releases what is left of ${formatMicros(run.reservedMicros)} reserved` : ''
  return (
    <p>
      {run.state === 'queued'
        ? 'The run has not started; it is cancelled at once'
        : 'The process and all that it started end within about ten seconds'}
      {released}. What it spent stays spent.
      {run.taskIdentifier ? ` ${run.taskIdentifier} becomes free for the next run.` : ''}
    </p>
  )
}
