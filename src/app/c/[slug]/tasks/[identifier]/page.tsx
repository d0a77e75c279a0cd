import { TaskPage } from '@/features/tasks/ui/task-page'
import { parseId } from '@/platform/ids'

export default async function Page({ params }: { params: Promise<{ identifier: string }> }) {
  const identifier = decodeURIComponent((await params).identifier)
  return <TaskPage identifier={parseId('task', identifier) ?? identifier} />
}
