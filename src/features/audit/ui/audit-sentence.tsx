'use client'

import type { ReactNode } from 'react'
import type { Outputs } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { NameLink, TextLink } from '@/ui/text-link'
import { deedText } from './deed-text'

export type AuditRow = Outputs['audit']['listAudit'][number]

/** Who did what to which, because of which run: one sentence. */
export function AuditSentence({ row }: { row: AuditRow }) {
  const { to } = useCompanySlug()
  const { verb, after } = deedText(row.action, row.details)
  const hasSubject = row.subjectId !== row.actorId
  return (
    <span className="break-words">
      <Actor row={row} /> {verb} {hasSubject ? <Subject row={row} /> : null}
      {after ? <> {after}</> : null}
      {row.runId ? (
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

function Subject({ row }: { row: AuditRow }): ReactNode {
  const { to } = useCompanySlug()
  const name = row.subjectName
  if (row.subjectKind === 'agent')
    return <NameLink href={to(`/agents/${row.subjectId}`)}>{name ?? 'an agent'}</NameLink>
  if (row.subjectKind === 'run') return <TextLink href={to(`/runs/${row.subjectId}`)}>a run</TextLink>
  if (row.subjectKind === 'task' && name) return <TextLink href={to(`/tasks/${name}`)}>{name}</TextLink>
  if (row.subjectKind === 'goal') return <TextLink href={to('/goals')}>{name ?? 'a goal'}</TextLink>
  if (row.subjectKind === 'budget') return <TextLink href={to('/money')}>a budget</TextLink>
  return row.subjectKind === 'company' ? 'the company' : `a ${row.subjectKind}`
}
