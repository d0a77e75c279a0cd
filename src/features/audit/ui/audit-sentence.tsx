'use client'

import type { Outputs } from '@/entry/trpc/client'
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

/** Things without a page of their own, as they are called in a sentence. */
const NAMED: Record<string, string> = {
  attachment: 'a file',
  interaction: 'a question',
  key: 'a key',
  label: 'a label',
  person: 'a person',
  secret: 'a secret',
  team: 'a team',
}

function Subject({ row }: { row: AuditRow }) {
  const { to } = useCompanySlug()
  const name = row.subjectName
  switch (row.subjectKind) {
    case 'agent':
      return <NameLink href={to(`/agents/${row.subjectId}`)}>{name ?? 'an agent'}</NameLink>
    case 'task':
      return <TextLink href={to(`/tasks/${name ?? row.subjectId}`)}>{name ?? 'a task'}</TextLink>
    case 'message':
      return <TaskOf row={row} name={name} />
    case 'goal':
      return <TextLink href={to('/goals')}>{name ?? 'a goal'}</TextLink>
    case 'project':
      return <TextLink href={to('/projects')}>{name ?? 'a project'}</TextLink>
    case 'budget':
      return <TextLink href={to('/money')}>{name ? `the budget of ${name}` : 'a budget'}</TextLink>
    case 'approval':
      return (
        <>
          <TextLink href={to(`/approvals/${row.subjectId}`)}>a request</TextLink>
          {name ? ` (${name})` : null}
        </>
      )
    case 'run':
      return <RunSubject row={row} />
    case 'company':
      return 'the company'
    default:
      return <Other row={row} />
  }
}

/** What has no page of its own: by its name, and with the task that it belongs to. */
function Other({ row }: { row: AuditRow }) {
  const { fileName, key, name, taskId } = row.details
  const own = [fileName, key, row.subjectName, name].find((each) => typeof each === 'string' && each !== '')
  return (
    <>
      {own && row.subjectKind === 'routine' ? 'the routine ' : null}
      {own ? <span className="font-medium">{String(own)}</span> : (NAMED[row.subjectKind] ?? `a ${row.subjectKind}`)}
      {taskId ? (
        <>
          {' on '}
          <TaskOf row={row} name={null} />
        </>
      ) : null}
    </>
  )
}

function TaskOf({ row, name }: { row: AuditRow; name: string | null }) {
  const { to } = useCompanySlug()
  return <TextLink href={to(`/tasks/${name ?? row.details.taskId}`)}>{name ?? 'a task'}</TextLink>
}

function RunSubject({ row }: { row: AuditRow }) {
  const { to } = useCompanySlug()
  return (
    <>
      <TextLink href={to(`/runs/${row.subjectId}`)}>a run</TextLink>
      {row.subjectName ? (
        <>
          {' of '}
          <span className="font-medium">{row.subjectName}</span>
        </>
      ) : null}
    </>
  )
}
