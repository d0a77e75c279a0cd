'use client'

import { useQuery } from '@tanstack/react-query'
import { type Outputs, useTRPC } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { SettingDiff } from '@/features/org/ui/setting-diff'
import { usePageName } from '@/ui/breadcrumbs'
import { PageHeader } from '@/ui/page-header'
import { Panel } from '@/ui/panel'
import { RelativeTime } from '@/ui/relative-time'
import { PageSkeleton } from '@/ui/skeleton'
import { TextLink } from '@/ui/text-link'
import { isOpen } from '../rules/open'
import { ApprovalComments } from './approval-comments'
import { APPROVAL_TYPE, ApprovalStatusDot } from './approval-marks'
import { DecidePanel } from './decide-panel'
import { PayloadFacts } from './payload-facts'

type ApprovalView = Outputs['approvals']['getApproval']

const COLUMNS = 'lg:grid-cols-[minmax(0,1fr)_22rem]'

/** One question: what is asked, what it would do, what was said, and the decision. */
export function ApprovalPage({ approvalId }: { approvalId: string }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const query = useQuery(trpc.approvals.getApproval.queryOptions({ companyId: slug, approvalId }))
  usePageName(query.data?.title)
  return (
    <Loaded
      query={query}
      what="The approval"
      skeleton={<PageSkeleton label="The approval: loading" columns={COLUMNS} />}
      isPage
    >
      {(approval) => (
        <>
          <PageHeader title={approval.title} subtitle={<Asked approval={approval} />} />
          <div className={`grid items-start gap-4 ${COLUMNS}`}>
            <div className="flex min-w-0 flex-col gap-4 lg:col-start-2 lg:row-start-1">
              {isOpen(approval.status) ? <DecidePanel approval={approval} /> : <Decided approval={approval} />}
              {approval.tasks.length > 0 ? <Tasks tasks={approval.tasks} /> : null}
            </div>
            <div className="flex min-w-0 flex-col gap-4 lg:col-start-1 lg:row-start-1">
              {approval.diff.length > 0 ? (
                <Panel title="What changes" hint="against the settings of now">
                  <SettingDiff differences={approval.diff} />
                </Panel>
              ) : null}
              <Panel title="What is asked for">
                <PayloadFacts payload={approval.payload} heading={approval.title} />
              </Panel>
              <ApprovalComments approvalId={approval.id} />
            </div>
          </div>
        </>
      )}
    </Loaded>
  )
}

function Asked({ approval }: { approval: ApprovalView }) {
  const { to } = useCompanySlug()
  const { requestedBy: by, runId } = approval
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <ApprovalStatusDot status={approval.status} />
      <span>{APPROVAL_TYPE[approval.type]}</span>
      <span>
        asked by {by.kind === 'agent' ? <TextLink href={to(`/agents/${by.id}`)}>{by.name}</TextLink> : by.name}{' '}
        <RelativeTime at={approval.createdAt} />
      </span>
      {runId ? <TextLink href={to(`/runs/${runId}`)}>in this run</TextLink> : null}
      {approval.expiresAt && isOpen(approval.status) ? (
        <span>
          expires <RelativeTime at={approval.expiresAt} />
        </span>
      ) : null}
    </span>
  )
}

function Decided({ approval }: { approval: ApprovalView }) {
  const { to } = useCompanySlug()
  const agentId = approval.result?.agentId
  return (
    <Panel title="Decision">
      <div className="flex flex-col gap-2 text-sm">
        <p className="flex flex-wrap items-center gap-x-2">
          <ApprovalStatusDot status={approval.status} />
          {approval.decidedBy ? <span className="text-muted">by {approval.decidedBy.name}</span> : null}
          {approval.decidedAt ? <RelativeTime at={approval.decidedAt} className="text-faint text-xs" /> : null}
        </p>
        {approval.decisionNote ? <p className="whitespace-pre-wrap">{approval.decisionNote}</p> : null}
        {approval.status === 'approved' && typeof agentId === 'string' ? (
          <p>
            <TextLink href={to(`/agents/${agentId}`)}>Open the agent</TextLink>
          </p>
        ) : null}
      </div>
    </Panel>
  )
}

function Tasks({ tasks }: { tasks: ApprovalView['tasks'] }) {
  const { to } = useCompanySlug()
  return (
    <Panel title="Tasks that wait for it">
      <ul className="flex flex-col gap-1.5 text-sm">
        {tasks.map((task) => (
          <li key={task.id} className="truncate">
            <TextLink href={to(`/tasks/${task.identifier}`)}>
              {task.identifier} {task.title}
            </TextLink>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
