'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import type { MemoryView } from '../schema'

/** Asks before a memory is forgotten: it cannot be brought back. */
export function ForgetDialog({ memory, onClose }: { memory: MemoryView | undefined; onClose: () => void }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { slug } = useCompanySlug()
  const forget = useSave(
    trpc.memory.forget.mutationOptions({
      onSuccess: () => {
        queryClient.invalidateQueries(trpc.memory.pathFilter())
        onClose()
      },
    }),
  )
  return (
    <ConfirmDialog
      isOpen={memory !== undefined}
      onClose={() => {
        forget.reset()
        onClose()
      }}
      onConfirm={() => memory && forget.mutate({ companyId: slug, memoryId: memory.id, version: memory.version })}
      isBusy={forget.isPending}
      error={forget.problem?.message}
      isDanger
      title={`Forget ${memory?.key ?? 'it'}?`}
      action="Forget for good"
      effect="No run is given it any more. This cannot be undone."
    />
  )
}
