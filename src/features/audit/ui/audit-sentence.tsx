'use client'

import { useQuery } from '@tanstack/react-query'
import { type Outputs, useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { NameLink, TextLink } from '@/ui/text-link'
import { deedText } from './deed-text'

export type AuditRow = Outputs['audit']['listAudit'][number]

/** Who did what to which, because of which run: one sentence. */
export function AuditSentence({ row }: { row: AuditRow }) {
  const { to } = useCompanySlug()
  const { verb, after } = deedText(row.action, row.details)
  return (
    <span className="break-words">
      <Actor row={row} /> {verb} {row.subjectId === row.actorId ? null : <Subject row={row} />}
      {after ? ` ${after}` : null}
      {row.runId && row.subjectId !== row.runId ? (
        <>
          {' '}
          <span className="text-faint">in</span> <TextLink href={to(`/runs/${row.runId}`)}>this run</TextLink>
        </>
      ) : null}
    </span>
  )
}

function Actor({ row }: { row: AuditRow }) {
  const { to } = useCompanySlug()
  if (row.actorKind === 'agent') return <NameLink href={to(`/agents/${row.actorId}`)}>{row.actorName}</NameLink>
  return <span className="font-medium">{row.actorKind === 'system' ? 'Paperclip' : row.actorName}</span>
}

function Subject({ row }: { row: AuditRow }) {
  const { to } = useCompanySlug()
  const name = row.subjectName
  if (row.subjectKind === 'agent')
    return <NameLink href={to(`/agents/${row.subjectId}`)}>{name ?? 'an agent'}</NameLink>
  if (row.subjectKind === 'task')
    return <TextLink href={to(`/tasks/${name ?? row.subjectId}`)}>{name ?? 'a task'}</TextLink>
  if (row.subjectKind === 'message') return <TextLink href={to(`/tasks/${row.details.taskId}`)}>a task</TextLink>
  if (row.subjectKind === 'goal') return <TextLink href={to('/goals')}>{name ?? 'a goal'}</TextLink>
  if (row.subjectKind === 'budget') return <TextLink href={to('/money')}>a budget</TextLink>
  if (row.subjectKind === 'run') return <RunSubject row={row} />
  return row.subjectKind === 'company' ? 'the company' : `a ${row.subjectKind}`
}

function RunSubject({ row }: { row: AuditRow }) {
  const trpc = useTRPC()
  const { slug, to } = useCompanySlug()
  const agents = useQuery(
    trpc.org.listAgents.queryOptions({ companyId: slug, limit: 500, includeTerminated: true }),
  ).data
  const agent = agents?.find((each) => each.id === row.details.agentId)
  return (
    <>
      <TextLink href={to(`/runs/${row.subjectId}`)}>a run</TextLink>
      {agent ? (
        <>
          {' of '}
          <NameLink href={to(`/agents/${agent.id}`)}>{agent.name}</NameLink>
        </>
      ) : null}
    </>
  )
}
