'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import type { InteractionView } from '../rules/interactions'

/** Structured questions of a task, newest first. */
export function useInteractions(taskId: string): InteractionView[] {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  return useQuery(trpc.tasks.listInteractions.queryOptions({ companyId: slug, taskId, limit: 500 })).data ?? []
}

/** Shows what was decided at once, before the live feed tells of it. */
export function useDecided(): (decided: InteractionView) => void {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { slug } = useCompanySlug()
  return (decided) => {
    const queryKey = trpc.tasks.listInteractions.queryKey({ companyId: slug, taskId: decided.taskId, limit: 500 })
    queryClient.setQueryData(queryKey, (old) => old?.map((each) => (each.id === decided.id ? decided : each)))
    queryClient.invalidateQueries(trpc.tasks.listTasks.pathFilter())
  }
}
