import { dropOldRunLogs, packRunLogs } from '@/features/runs'
import { env } from '@/platform/env'
import { inngest } from '../client'
import { clockwork } from '../clockwork'
import { body } from '../step-body'

/** Every ten minutes: logs of runs that ended long ago are packed, and dropped where somebody set a limit. */
export const retention = inngest.createFunction(clockwork('retention', '*/10 * * * *'), async ({ step }) => {
  const packed = await step.run(
    'pack-run-logs',
    body(() => packRunLogs()),
  )
  const dropped = await step.run('drop-run-logs', body(dropOld))
  return { packed, dropped }
})

async function dropOld(): Promise<number> {
  const days = env().RUN_LOG_DAYS
  return days === 0 ? 0 : dropOldRunLogs(days)
}
