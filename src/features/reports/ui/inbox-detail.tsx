'use client'

import { useQuery } from '@tanstack/react-query'
import { type ComponentProps, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { DecidePanel } from '@/features/approvals/ui/decide-panel'
import { PayloadFacts } from '@/features/approvals/ui/payload-facts'
import { BudgetBar } from '@/features/budgets/ui/budget-bar'
import { BudgetDialog } from '@/features/budgets/ui/budget-dialog'
import { Granted } from '@/features/companies/ui/granted'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { GrantsAbout } from '@/features/companies/ui/use-grants'
import { SettingDiff } from '@/features/org/ui/setting-diff'
import { InteractionCard } from '@/features/tasks/ui/pending-interactions'
import { Button, ButtonLink } from '@/ui/button'
import { Skeleton } from '@/ui/skeleton'
import type { InboxItem } from './inbox-marks'
import { RunDeeds } from './inbox-runs'
import { TaskDeeds } from './inbox-tasks'

/** What is known about one thing in the inbox, and the deeds that settle it, by a role in its team, too. */
export default function InboxDetail({ item }: { item: InboxItem }) {
  const about = aboutOf(item)
  if (!about) return <Detail item={item} />
  return (
    <GrantsAbout {...about} holderId={item.agentId}>
      <Detail item={item} />
    </GrantsAbout>
  )
}

/** What its deeds are about; null where no role in a team counts. */
function aboutOf({ kind, id, agentId }: InboxItem): Pick<ComponentProps<typeof GrantsAbout>, 'kind' | 'id'> | null {
  switch (kind) {
    case 'question':
      return { kind: 'interaction', id }
    case 'review':
    case 'blocked':
    case 'orphan':
      return { kind: 'task', id }
    case 'failure':
    case 'stall':
    case 'unplaced':
      return { kind: 'run', id }
    case 'brake':
    case 'overdue':
      return agentId ? { kind: 'agent', id: agentId } : null
    default:
      return null
  }
}

function Detail({ item }: { item: InboxItem }) {
  const { to } = useCompanySlug()
  switch (item.kind) {
    case 'approval':
      return <ApprovalDetail approvalId={item.id} />
    case 'question':
      return <QuestionDetail item={item} />
    case 'budget':
      return <BudgetDetail item={item} />
    case 'review':
    case 'blocked':
    case 'orphan':
      return <TaskDeeds item={item} kind={item.kind} />
    case 'routine':
      return (
        <span>
          <ButtonLink href={to('/routines')}>Open routines</ButtonLink>
        </span>
      )
    default:
      return <RunDeeds item={item} />
  }
}

function ApprovalDetail({ approvalId }: { approvalId: string }) {
  const trpc = useTRPC()
  const { slug, to } = useCompanySlug()
  const query = useQuery(trpc.approvals.getApproval.queryOptions({ companyId: slug, approvalId }))
  return (
    <Loaded query={query} what="The approval" skeleton={<Skeleton className="h-40" />}>
      {(approval) => (
        <div className="grid items-start gap-3 lg:grid-cols-[minmax(0,1fr)_22rem]">
          <div className="flex min-w-0 flex-col gap-3 lg:order-1">
            <DecidePanel approval={approval} />
          </div>
          <div className="flex min-w-0 flex-col gap-3">
            {approval.diff.length > 0 ? <SettingDiff differences={approval.diff} /> : null}
            <PayloadFacts payload={approval.payload} heading={approval.title} />
            <span>
              <ButtonLink href={to(`/approvals/${approval.id}`)}>Open the approval</ButtonLink>
            </span>
          </div>
        </div>
      )}
    </Loaded>
  )
}

function QuestionDetail({ item }: { item: InboxItem }) {
  const trpc = useTRPC()
  const { slug, to } = useCompanySlug()
  const query = useQuery(trpc.tasks.getInteraction.queryOptions({ companyId: slug, interactionId: item.id }))
  return (
    <Loaded query={query} what="The question" skeleton={<Skeleton className="h-32" />}>
      {(interaction) => (
        <>
          <InteractionCard interaction={interaction} />
          <span>
            <ButtonLink href={to(`/tasks/${item.identifier}`)}>Open {item.identifier}</ButtonLink>
          </span>
        </>
      )}
    </Loaded>
  )
}

function BudgetDetail({ item }: { item: InboxItem }) {
  const trpc = useTRPC()
  const { slug, to } = useCompanySlug()
  const [isRaising, setIsRaising] = useState(false)
  const query = useQuery(trpc.budgets.listBudgets.queryOptions({ companyId: slug }))
  return (
    <Loaded query={query} what="The budget" skeleton={<Skeleton className="h-16" />}>
      {({ budgets }) => {
        const budget = budgets.find(({ budgetId }) => budgetId === item.budgetId)
        return (
          <>
            {budget ? (
              <div className="max-w-md">
                <BudgetBar budget={budget} />
              </div>
            ) : null}
            <span className="flex flex-wrap gap-2">
              {budget && item.mayDecide ? (
                <Granted to="budget:allot">
                  <Button variant="primary" onClick={() => setIsRaising(true)}>
                    {budget.state === 'exceeded' ? 'Raise and resume…' : 'Raise the limit…'}
                  </Button>
                </Granted>
              ) : null}
              <ButtonLink href={to('/money')}>Open money</ButtonLink>
            </span>
            {budget && isRaising ? <BudgetDialog budget={budget} onClose={() => setIsRaising(false)} /> : null}
          </>
        )
      }}
    </Loaded>
  )
}
