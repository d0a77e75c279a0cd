'use client'

import { Play } from 'lucide-react'
import { useTRPC, useTRPCClient } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useRowPages } from '@/features/companies/ui/use-pages'
import { EmptyState } from '@/ui/empty-state'
import { Panel } from '@/ui/panel'
import { ShowMore } from '@/ui/show-more'
import { RunTable } from './run-table'

/** All runs of an agent, newest first. */
export function AgentRuns({ agent: { id: agentId, name } }: { agent: { id: string; name: string } }) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const { slug } = useCompanySlug()
  const { query, rows } = useRowPages({
    queryKey: [...trpc.runs.listRuns.pathKey(), { slug, agentId }],
    size: { first: 100, next: 500 },
    read: (before, limit, signal) =>
      client.runs.listRuns.query({ companyId: slug, agentId, before, limit }, { signal }),
  })
  return (
    <Panel isFlush>
      <Loaded query={query} what="The runs">
        {() =>
          rows.length > 0 ? (
            <RunTable rows={rows} hasMore={query.hasNextPage} caption={`Runs of ${name}`} hides={['agent']} />
          ) : (
            <EmptyState isCompact icon={<Play />} title="It has not run yet">
              A task, a message or its schedule wakes it. "Run now" does it by hand.
            </EmptyState>
          )
        }
      </Loaded>
      <ShowMore query={query} isAhead>
        Show older runs
      </ShowMore>
    </Panel>
  )
}
