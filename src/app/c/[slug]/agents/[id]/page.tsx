import { AgentPage } from '@/features/org/ui/agent-page'

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return <AgentPage agentId={id} />
}
