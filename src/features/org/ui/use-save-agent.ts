'use client'

import { type Inputs, useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { useToast } from '@/ui/toast'
import type { AgentView } from '../schema'

type Change = Omit<Inputs['org']['updateAgent'], 'companyId' | 'agentId' | 'expectedVersion'>

/** Saves a part of an agent's settings; refused when somebody else has changed them since they were read. */
export function useSaveAgent(agent: AgentView) {
  const trpc = useTRPC()
  const toast = useToast()
  const { slug } = useCompanySlug()
  const save = useSave(
    trpc.org.updateAgent.mutationOptions({ onSuccess: () => toast({ text: 'Saved. The next run starts with it.' }) }),
  )
  const change = (changed: Change) =>
    save.mutate({ companyId: slug, agentId: agent.id, expectedVersion: agent.version, ...changed })
  return { save, change }
}
