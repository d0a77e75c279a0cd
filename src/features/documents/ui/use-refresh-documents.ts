'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useTRPC } from '@/entry/trpc/client'

/** Reads all documents and files again that are shown, after a change. */
export function useRefreshDocuments(): () => Promise<void> {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  return () => queryClient.invalidateQueries(trpc.documents.pathFilter())
}
