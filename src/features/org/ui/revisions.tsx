'use client'

import { useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { ChevronRight, History } from 'lucide-react'
import { useId, useState } from 'react'
import { useTRPC, useTRPCClient } from '@/entry/trpc/client'
import { Granted } from '@/features/companies/ui/granted'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { usePages } from '@/features/companies/ui/use-pages'
import { useSave } from '@/features/companies/ui/use-save'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { EmptyState } from '@/ui/empty-state'
import { Panel } from '@/ui/panel'
import { RelativeTime } from '@/ui/relative-time'
import { ShowMore } from '@/ui/show-more'
import { SkeletonRows } from '@/ui/skeleton'
import { useToast } from '@/ui/toast'
import type { AgentView, RevisionRow } from '../schema'
import { SettingDiff } from './setting-diff'

const SOURCE: Record<RevisionRow['source'], string> = {
  hire: 'hired',
  update: 'changed',
  rollback: 'rolled back',
  approval: 'approved',
  import: 'imported',
}

/** Every version of an agent's settings, newest first; each opens to what it changed and can be brought back. */
export function Revisions({ agent }: { agent: AgentView }) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const { slug } = useCompanySlug()
  const { query, rows } = usePages({
    queryKey: [...trpc.org.listAgentRevisions.pathKey(), { slug, agentId: agent.id }],
    size: 50,
    read: (before: number | undefined, limit, signal) =>
      client.org.listAgentRevisions.query({ companyId: slug, agentId: agent.id, before, limit }, { signal }),
    rowsOf: (page) => page,
    nextOf: (page, limit) => (page.length === limit ? page.at(-1)?.number : undefined),
  })
  return (
    <Panel isFlush>
      <Loaded query={query} what="The revisions">
        {() =>
          rows.length > 0 ? (
            <ol>
              {rows.map((row, index) => (
                <li key={row.id} className="border-b last:border-b-0">
                  <Revision row={row} agent={agent} isNow={index === 0} />
                </li>
              ))}
            </ol>
          ) : (
            <EmptyState isCompact icon={<History />} title="No revision yet">
              Each change of the settings is kept here.
            </EmptyState>
          )
        }
      </Loaded>
      <ShowMore query={query}>Show older revisions</ShowMore>
    </Panel>
  )
}

type RevisionProps = { row: RevisionRow; agent: AgentView; isNow: boolean }

function Revision({ row, agent, isNow }: RevisionProps) {
  const id = useId()
  const [isOpen, setIsOpen] = useState(false)
  const how = row.restoredNumber === null ? SOURCE[row.source] : `rolled back to ${row.restoredNumber}`
  return (
    <>
      <div className="relative flex min-h-10 items-center gap-2.5 px-3 py-1.5 text-sm hover:bg-hover sm:px-4">
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setIsOpen(!isOpen)}
          className="flex min-w-0 flex-1 items-center gap-2.5 text-left after:absolute after:inset-0"
        >
          <ChevronRight
            aria-hidden
            className={clsx('size-3 shrink-0 text-faint transition-transform', isOpen && 'rotate-90')}
          />
          <span className="tnum shrink-0 font-medium">Revision {row.number}</span>
          <span className="min-w-0 truncate text-muted">
            {how} by {row.actorName ?? 'the system'}
            {row.source === 'hire' || row.changedKeys.length === 0 ? '' : `: ${row.changedKeys.join(', ')}`}
          </span>
        </button>
        {isNow ? <Badge tone="good">Now</Badge> : null}
        <RelativeTime at={row.createdAt} className="shrink-0 text-faint text-xs" />
      </div>
      {isOpen ? (
        <div id={id} className="px-3 pt-2 pb-4 sm:px-4">
          <Changes row={row} agent={agent} isNow={isNow} />
        </div>
      ) : null}
    </>
  )
}

function Changes({ row, agent, isNow }: RevisionProps) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const [isAsking, setIsAsking] = useState(false)
  const query = useQuery(
    trpc.org.getAgentRevision.queryOptions({ companyId: slug, agentId: agent.id, number: row.number }),
  )
  return (
    <div className="flex flex-col gap-3">
      <Loaded query={query} what="The revision" skeleton={<SkeletonRows rows={2} label="The revision: loading" />}>
        {(revision) =>
          revision.against === null ? (
            <p className="text-muted text-sm">These are the settings that {agent.name} began with.</p>
          ) : (
            <SettingDiff differences={revision.diff} />
          )
        }
      </Loaded>
      {isNow || agent.state === 'terminated' ? null : (
        <Granted to="org:write">
          <div>
            <Button icon={<History aria-hidden className="size-3.5" />} onClick={() => setIsAsking(true)}>
              Roll back to revision {row.number}
            </Button>
          </div>
        </Granted>
      )}
      <RollBackDialog agent={agent} number={row.number} isOpen={isAsking} onClose={() => setIsAsking(false)} />
    </div>
  )
}

type RollBackDialogProps = { agent: AgentView; number: number; isOpen: boolean; onClose: () => void }

function RollBackDialog({ agent, number, isOpen, onClose }: RollBackDialogProps) {
  const trpc = useTRPC()
  const toast = useToast()
  const { slug } = useCompanySlug()
  const against = useQuery(
    trpc.org.getAgentRevision.queryOptions(
      { companyId: slug, agentId: agent.id, number, against: agent.version },
      { enabled: isOpen },
    ),
  )
  const rollBack = useSave(
    trpc.org.rollbackAgent.mutationOptions({
      onSuccess: () => {
        onClose()
        toast({ text: `${agent.name} has the settings of revision ${number} again` })
      },
    }),
  )
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={onClose}
      onConfirm={() => rollBack.mutate({ companyId: slug, agentId: agent.id, number })}
      isBusy={rollBack.isPending}
      error={rollBack.problem?.message}
      title={`Roll ${agent.name} back to revision ${number}?`}
      action="Roll back"
      effect="Its settings become those of that revision, as a new revision; the next run starts with them. Budget, schedule, permissions and state stay as they are."
    >
      <Loaded query={against} what="The difference" skeleton={<SkeletonRows rows={2} label="Comparing" />}>
        {(revision) => <SettingDiff differences={revision.diff} />}
      </Loaded>
    </ConfirmDialog>
  )
}
