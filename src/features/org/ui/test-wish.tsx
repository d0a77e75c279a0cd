'use client'

import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Button } from '@/ui/button'
import { readRuntime } from './runtime-fields'

/** Lets a worker try the runtime of the form that this stands in, before anybody is hired with it. */
export function TestWish() {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const test = useSave(trpc.runs.testSettings.mutationOptions())
  const problem = test.problem?.message
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button
        isBusy={test.isPending}
        onClick={({ currentTarget: { form } }) => {
          if (form) test.mutate({ companyId: slug, ...readRuntime(new FormData(form)) })
        }}
      >
        Test runtime
      </Button>
      <p role="status" className={`min-w-0 flex-1 text-sm ${test.data?.ok ? 'text-good' : 'text-bad'}`}>
        {problem ?? test.data?.message}
      </p>
    </div>
  )
}
