import { removeDueCompanies } from '@/features/companies'
import { inngest } from '../client'
import { clockwork } from '../clockwork'
import { body } from '../step-body'

/** Every ten minutes: what is left of companies that were deleted, and whose days of grace are over, is removed. */
export const companyRemoval = inngest.createFunction(clockwork('company-removal', '5-59/10 * * * *'), ({ step }) =>
  step.run(
    'remove-due',
    body(() => removeDueCompanies()),
  ),
)
