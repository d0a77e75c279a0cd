import { RunPage } from '@/features/runs/ui/run-page'
import { parseId } from '@/platform/ids'

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return <RunPage runId={parseId('run', id) ?? id} />
}
