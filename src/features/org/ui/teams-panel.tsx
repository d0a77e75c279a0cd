'use client'

import { useQuery } from '@tanstack/react-query'
import { Plus, UsersRound } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Granted } from '@/features/companies/ui/granted'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Panel } from '@/ui/panel'
import { SkeletonRows } from '@/ui/skeleton'
import type { TeamRow } from '../schema'
import { CreateTeamDialog, TeamMembersDialog } from './team-dialogs'

/** Groups across the tree: who is in them, and making one. */
export function TeamsPanel() {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const [open, setOpen] = useState<TeamRow | 'create' | null>(null)
  const close = () => setOpen(null)
  const query = useQuery(trpc.org.listTeams.queryOptions({ companyId: slug, limit: 500 }))
  return (
    <Panel
      title="Teams"
      isFlush
      actions={
        <Granted to="org:write">
          <Button size="sm" icon={<Plus aria-hidden className="size-3" />} onClick={() => setOpen('create')}>
            Create team
          </Button>
        </Granted>
      }
    >
      <Loaded query={query} what="The teams" skeleton={<SkeletonRows rows={2} label="The teams: loading" />}>
        {(teams) =>
          teams.length > 0 ? (
            <ul>
              {teams.map((team) => (
                <li
                  key={team.id}
                  className="flex min-h-10 items-center gap-2.5 border-b px-3 py-1.5 text-sm last:border-b-0 sm:px-4"
                >
                  <span className="shrink-0 font-medium">{team.name}</span>
                  <span className="min-w-0 flex-1 truncate text-muted">{team.description}</span>
                  <span className="tnum shrink-0 text-faint text-xs">{team.agents + team.people} members</span>
                  <Button
                    size="sm"
                    variant="ghost"
                    aria-label={`Members of ${team.name}`}
                    onClick={() => setOpen(team)}
                  >
                    Members
                  </Button>
                </li>
              ))}
            </ul>
          ) : (
            <EmptyState isCompact icon={<UsersRound />} title="No team yet">
              A team groups agents and people who work on the same thing, whoever they report to.
            </EmptyState>
          )
        }
      </Loaded>
      <CreateTeamDialog isOpen={open === 'create'} onClose={close} />
      <TeamMembersDialog team={open === 'create' ? null : open} onClose={close} />
    </Panel>
  )
}
