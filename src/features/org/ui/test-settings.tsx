'use client'

import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Button } from '@/ui/button'

/** Lets a worker try the settings that are saved, and says what it found. */
export function TestSettings({ agentId, isOff }: { agentId: string; isOff: boolean }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const test = useSave(trpc.runs.testAgent.mutationOptions())
  const problem = test.problem?.message
  return (
    <>
      <Button isBusy={test.isPending} disabled={isOff} onClick={() => test.mutate({ companyId: slug, agentId })}>
        Test saved settings
      </Button>
      <p role="status" className={`text-sm ${test.data?.ok ? 'text-good' : 'text-bad'}`}>
        {problem ?? test.data?.message}
      </p>
    </>
  )
}
