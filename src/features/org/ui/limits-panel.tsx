'use client'

import type { Outputs } from '@/entry/trpc/client'
import { BudgetPart } from '@/features/budgets/ui/budget-part'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { SchedulePart } from '@/features/schedules/ui/schedule-part'
import { Facts, Panel, PanelPart } from '@/ui/panel'
import { Skeleton } from '@/ui/skeleton'
import { TextLink } from '@/ui/text-link'
import { durationText } from '@/ui/time-text'
import type { AgentView } from '../schema'

type LimitsPanelProps = { agent: AgentView; status: Outputs['runs']['agentStatus'] | undefined }

/** What bounds an agent, in one card: how much it may spend, when it wakes, what its role lets it do. */
export function LimitsPanel({ agent, status }: LimitsPanelProps) {
  return (
    <Panel title="Limits" isFlush>
      <BudgetPart agentId={agent.id} />
      {status ? (
        <SchedulePart agentId={agent.id} schedule={status.schedule} />
      ) : (
        <PanelPart title="Schedule">
          <Skeleton className="h-16" />
        </PanelPart>
      )}
      <RolePart agent={agent} />
    </Panel>
  )
}

function RolePart({ agent }: { agent: AgentView }) {
  const { to } = useCompanySlug()
  const { timeoutSeconds } = agent.runtimeConfig
  const skills = Array.isArray(agent.metadata.skills) ? agent.metadata.skills.map(String) : []
  return (
    <PanelPart title="Role">
      <Facts
        facts={[
          { name: 'Title', value: agent.title || agent.role },
          {
            name: 'Reports to',
            value:
              agent.chainOfCommand.length === 0 ? (
                'Nobody: it leads'
              ) : (
                <ol className="flex flex-wrap gap-x-1.5">
                  {agent.chainOfCommand.map((manager, place) => (
                    <li key={manager.id} className="flex min-h-6 items-center gap-1.5">
                      {place > 0 ? (
                        <span aria-hidden className="text-faint">
                          ›
                        </span>
                      ) : null}
                      <TextLink href={to(`/agents/${manager.id}`)}>{manager.name}</TextLink>
                    </li>
                  ))}
                </ol>
              ),
          },
          { name: 'May hire', value: agent.permissions.mayHire ? 'Yes' : 'No, it asks' },
          ...(typeof timeoutSeconds === 'number'
            ? [{ name: 'Longest run', value: durationText(timeoutSeconds * 1000) }]
            : []),
          ...(skills.length > 0 ? [{ name: 'Skills', value: skills.join(', ') }] : []),
          { name: 'Revision', value: agent.version },
        ]}
      />
    </PanelPart>
  )
}
