'use client'

import { useQuery } from '@tanstack/react-query'
import { MessagesSquare } from 'lucide-react'
import { useTRPC } from '@/entry/trpc/client'
import { Granted } from '@/features/companies/ui/granted'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Panel } from '@/ui/panel'
import { RelativeTime } from '@/ui/relative-time'
import { type Column, Table } from '@/ui/table'
import { TextLink } from '@/ui/text-link'
import { useToast } from '@/ui/toast'
import type { SessionView } from '../schema'

/** The conversations that an agent's tool goes on with, by task; each can be begun anew. */
export function SessionList({ agentId }: { agentId: string }) {
  const trpc = useTRPC()
  const toast = useToast()
  const { slug, to } = useCompanySlug()
  const query = useQuery(trpc.runs.listSessions.queryOptions({ companyId: slug, agentId }))
  const reset = useSave(
    trpc.runs.resetSession.mutationOptions({
      onSuccess: () => {
        void query.refetch()
        toast({ text: 'The next run begins a new conversation.' })
      },
    }),
  )
  const columns: Column<SessionView>[] = [
    {
      key: 'task',
      header: 'Task',
      cell: (session) => (
        <TextLink href={to(`/tasks/${session.taskIdentifier}`)}>
          {session.taskIdentifier} {session.taskTitle}
        </TextLink>
      ),
    },
    {
      ...{ key: 'runs', header: 'Runs', phoneLabel: 'runs', width: '5rem', align: 'right' },
      cell: ({ runs }) => <span className="tnum">{runs}</span>,
    },
    {
      ...{ key: 'tokens', header: 'Tokens', phoneLabel: 'tokens', width: '7rem', align: 'right' },
      cell: ({ tokens }) => <span className="tnum">{tokens.toLocaleString('en-US')}</span>,
    },
    {
      key: 'at',
      header: 'Last used',
      width: '8rem',
      align: 'right',
      cell: (session) => <RelativeTime at={session.updatedAt} />,
    },
    {
      key: 'reset',
      header: '',
      width: '6rem',
      cell: (session) => (
        <Granted to="run:control">
          <Button
            size="sm"
            aria-label={`Reset the session of ${session.taskIdentifier}`}
            isBusy={reset.isPending}
            onClick={() => reset.mutate({ companyId: slug, agentId, taskId: session.taskId })}
          >
            Reset
          </Button>
        </Granted>
      ),
    },
  ]
  return (
    <Panel isFlush>
      <Loaded query={query} what="The sessions">
        {(sessions) =>
          sessions.length > 0 ? (
            <Table caption="Sessions" columns={columns} rows={sessions} rowKey={(session) => session.id} />
          ) : (
            <EmptyState isCompact icon={<MessagesSquare />} title="No session is kept">
              It goes on with its conversation at the next run of the same task. Those conversations stand here.
            </EmptyState>
          )
        }
      </Loaded>
    </Panel>
  )
}
