import { TaskPage } from '@/features/tasks/ui/task-page'

export default async function Page({ params }: { params: Promise<{ identifier: string }> }) {
  const { identifier } = await params
  return <TaskPage identifier={decodeURIComponent(identifier)} />
}
