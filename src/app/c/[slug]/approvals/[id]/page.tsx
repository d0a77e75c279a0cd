import { ApprovalPage } from '@/features/approvals/ui/approval-page'

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return <ApprovalPage approvalId={id} />
}
