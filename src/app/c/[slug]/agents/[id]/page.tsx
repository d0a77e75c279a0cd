import { Suspense } from 'react'
import { AgentPage } from '@/features/org/ui/agent-page'
import { parseId } from '@/platform/ids'
import { SkeletonRows } from '@/ui/skeleton'
import { WhenHydrated } from '@/ui/when-hydrated'

// The tab is read from the address, which a page that is built ahead does not know.
export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Suspense>
      <WhenHydrated fallback={<SkeletonRows label="The agent: loading" />}>
        <AgentPage agentId={parseId('agent', id) ?? id} />
      </WhenHydrated>
    </Suspense>
  )
}
