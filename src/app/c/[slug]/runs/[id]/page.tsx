import { RunPage } from '@/features/runs/ui/run-page'

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return <RunPage runId={id} />
}
