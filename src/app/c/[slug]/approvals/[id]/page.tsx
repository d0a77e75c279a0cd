import { ApprovalPage } from '@/features/approvals/ui/approval-page'
import { parseId } from '@/platform/ids'

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return <ApprovalPage approvalId={parseId('approval', id) ?? id} />
}
