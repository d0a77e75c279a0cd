'use client'

import { useCompanySlug } from '@/features/companies/ui/use-company'
import { formatMicros } from '@/ui/money'
import { Facts, Panel } from '@/ui/panel'
import { TextLink } from '@/ui/text-link'
import type { AgentView } from '../schema'

/** Where an agent stands: its managers up to the root, what it may spend and whether it may hire. */
export function PlacePanel({ agent }: { agent: AgentView }) {
  const { to } = useCompanySlug()
  return (
    <Panel title="Place and limits">
      <Facts
        facts={[
          {
            name: 'Reports to',
            value:
              agent.chainOfCommand.length === 0 ? (
                'Nobody: it leads'
              ) : (
                <ol className="flex flex-col">
                  {agent.chainOfCommand.map((manager) => (
                    <li key={manager.id}>
                      <TextLink href={to(`/agents/${manager.id}`)}>{manager.name}</TextLink>
                    </li>
                  ))}
                </ol>
              ),
          },
          {
            name: 'Monthly cap',
            value: agent.capMicros === null ? 'No limit of its own' : formatMicros(agent.capMicros),
          },
          { name: 'May hire', value: agent.permissions.mayHire ? 'Yes' : 'No, it asks' },
          { name: 'Revision', value: agent.version },
        ]}
      />
    </Panel>
  )
}
