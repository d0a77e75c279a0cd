'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { inNameOrder } from '@/ui/in-name-order'
import type { IdFilter } from './task-filters'

export type FilterOption = { id: string; name: string; hint?: string; filter: IdFilter }

/** What tasks can be filtered by, and the things of the company that there are of each kind. */
export function useFilterChoices(): { label: string; options: FilterOption[] }[] {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const page = { companyId: slug, limit: 500 }
  const agents = useQuery(trpc.org.listAgents.queryOptions(page, { select: inNameOrder })).data ?? []
  const members = useQuery(trpc.org.listMembers.queryOptions({ companyId: slug }, { select: inNameOrder })).data ?? []
  const projects = useQuery(trpc.goals.listProjects.queryOptions(page)).data ?? []
  const goals = useQuery(trpc.goals.listGoals.queryOptions({ companyId: slug })).data ?? []
  const labels = useQuery(trpc.tasks.listLabels.queryOptions({ companyId: slug })).data ?? []
  const teams = useQuery(trpc.org.listTeams.queryOptions({ companyId: slug })).data ?? []
  return [
    { label: 'Assignee', options: [...optionsOf('person', members), ...optionsOf('assignee', agents)] },
    { label: 'Project', options: optionsOf('project', projects) },
    { label: 'Label', options: optionsOf('label', labels) },
    { label: 'Goal', options: optionsOf('goal', goals.filter((goal) => goal.parentId !== null).map(named)) },
    { label: 'Team', options: optionsOf('team', teams) },
  ]
}

function named({ id, title }: { id: string; title: string }) {
  return { id, name: title }
}

function optionsOf(filter: IdFilter, things: { id: string; name: string; title?: string }[]): FilterOption[] {
  return things.map(({ id, name, title }) => ({ id, name, hint: title || undefined, filter }))
}
