'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { useCompany, useCompanySlug } from '@/features/companies/ui/use-company'
import { Select } from '@/ui/input'
import { MemoryPanel } from './memory-panel'

/** What the whole company remembers, or one of its teams. An agent's memory is on its own page. */
export function CompanyMemory() {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const company = useCompany().data
  const teams = useQuery(trpc.org.listTeams.queryOptions({ companyId: slug, limit: 500 })).data ?? []
  const [teamId, setTeamId] = useState('')
  if (!company) return null
  const team = teams.find((each) => each.id === teamId)
  const choice =
    teams.length > 0 ? (
      <Select
        aria-label="Whose memory"
        className="basis-48"
        value={team?.id ?? ''}
        onChange={(event) => setTeamId(event.target.value)}
      >
        <option value="">The company</option>
        {teams.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
    ) : undefined
  return team ? (
    <MemoryPanel key={team.id} scopeKind="team" scopeId={team.id} name={`the team ${team.name}`} choice={choice} />
  ) : (
    <MemoryPanel key="company" scopeKind="company" scopeId={company.id} name="the company" choice={choice} />
  )
}
