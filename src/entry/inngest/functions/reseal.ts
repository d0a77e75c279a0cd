import { resealAll } from '@/features/sealing'
import { inngest } from '../client'
import { clockwork } from '../clockwork'
import { body } from '../step-body'

const SECONDS = 60

/** Every minute: after the master key was changed, what the old one sealed comes under the new one. Else it asks nothing. */
export const reseal = inngest.createFunction(clockwork('reseal', '* * * * *'), ({ step }) =>
  step.run(
    'reseal-values',
    body(() => resealAll(SECONDS)),
  ),
)
