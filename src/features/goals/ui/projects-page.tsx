'use client'

import { useQuery } from '@tanstack/react-query'
import { FolderKanban, Plus } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Granted } from '@/features/companies/ui/granted'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Avatar } from '@/ui/avatar'
import { Badge } from '@/ui/badge'
import { usePageName } from '@/ui/breadcrumbs'
import { Button, ButtonLink } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Checkbox } from '@/ui/input'
import { Money } from '@/ui/money'
import { PageHeader } from '@/ui/page-header'
import { Panel } from '@/ui/panel'
import { type Column, Table } from '@/ui/table'
import type { ProjectView } from '../schema'
import { DueDay, GoalProgress } from './goal-marks'
import { ProjectActions } from './project-actions'
import { ProjectDialog } from './project-dialog'
import { ProjectStatusDot } from './project-marks'

type Editing = { project?: ProjectView } | null

/** Bodies of work with an end: how far each is, who leads it, until when. A row leads to its tasks. */
export function ProjectsPage() {
  usePageName('Projects')
  const trpc = useTRPC()
  const { slug, to } = useCompanySlug()
  const [editing, setEditing] = useState<Editing>(null)
  const [includeArchived, setIncludeArchived] = useState(false)
  const query = useQuery(trpc.goals.listProjects.queryOptions({ companyId: slug, includeArchived, limit: 500 }))
  const create = (
    <Granted to="goal:write">
      <Button variant="primary" icon={<Plus aria-hidden className="size-3.5" />} onClick={() => setEditing({})}>
        Create project
      </Button>
    </Granted>
  )
  return (
    <>
      <PageHeader
        title="Projects"
        subtitle="Work with an end. A project that is paused holds all its tasks back."
        actions={
          <>
            <ButtonLink href={to('/goals')}>Goals</ButtonLink>
            {create}
          </>
        }
      />
      <Panel isFlush>
        <Loaded query={query} what="The projects">
          {(projects) =>
            projects.length === 0 ? (
              <EmptyState icon={<FolderKanban />} title="No project yet" action={create}>
                A project gathers tasks that end together, and can be paused as a whole.
              </EmptyState>
            ) : (
              <Table
                caption="Projects"
                columns={columnsFor(projects, (project) => setEditing({ project }))}
                rows={projects}
                rowKey={(project) => project.id}
                rowHref={(project) => to(`/tasks?view=all&project=${project.id}`)}
              />
            )
          }
        </Loaded>
      </Panel>
      <div className="mt-3">
        <Checkbox
          label="Show archived projects"
          checked={includeArchived}
          onChange={(event) => setIncludeArchived(event.target.checked)}
        />
      </div>
      {editing ? <ProjectDialog {...editing} onClose={() => setEditing(null)} /> : null}
    </>
  )
}

/** The repositories have a column where a project has one. */
function columnsFor(projects: ProjectView[], onEdit: (project: ProjectView) => void): Column<ProjectView>[] {
  return [
    { key: 'name', header: 'Project', cell: (project) => <Name project={project} /> },
    {
      key: 'status',
      header: 'Status',
      width: '7.5rem',
      cell: (project) => <ProjectStatusDot status={project.status} />,
    },
    { key: 'progress', header: 'Tasks done', width: '10.5rem', cell: (project) => <Progress project={project} /> },
    { key: 'lead', header: 'Lead', width: '7.5rem', phoneLabel: 'Lead', cell: (project) => <Lead project={project} /> },
    {
      key: 'target',
      header: 'Target',
      width: '8.5rem',
      align: 'right',
      phoneLabel: 'Target',
      cell: (project) =>
        project.targetDate ? (
          <DueDay day={project.targetDate} isOpen={project.status !== 'completed' && project.status !== 'cancelled'} />
        ) : (
          <span className="text-faint">No date</span>
        ),
    },
    {
      key: 'cost',
      header: 'Cost',
      width: '6rem',
      align: 'right',
      phoneLabel: 'Cost',
      cell: (project) => <Money micros={project.costMicros} />,
    },
    ...(projects.some(({ repositoryUrl }) => repositoryUrl)
      ? [{ key: 'repository', header: 'Repository', width: '9rem', isHiddenOnPhone: true, cell: repositoryText }]
      : []),
    {
      key: 'deeds',
      header: '',
      width: '3.5rem',
      align: 'right',
      cell: (project) => (
        <Granted to="goal:write">
          <ProjectActions project={project} onEdit={() => onEdit(project)} />
        </Granted>
      ),
    },
  ]
}

function Name({ project }: { project: ProjectView }) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span
        aria-hidden
        className="size-2.5 shrink-0 rounded-sm bg-line-strong"
        style={{ backgroundColor: project.color ?? undefined }}
      />
      <span className="truncate font-medium">{project.name}</span>
      {project.goalTitle ? (
        <span className="truncate font-normal text-faint text-xs max-md:hidden">{project.goalTitle}</span>
      ) : null}
      {project.pausedAt ? <Badge tone="warn">Paused</Badge> : null}
      {project.archivedAt ? <Badge>Archived</Badge> : null}
    </span>
  )
}

/** The end of the address, which tells repositories apart; all of it on hover. */
function repositoryText({ repositoryUrl, defaultBranch }: ProjectView): ReactNode {
  if (!repositoryUrl) return <span className="text-faint">None</span>
  const name = repositoryUrl
    .replace(/\.git$/, '')
    .split(/[/:]/)
    .slice(-2)
    .join('/')
  return (
    <span title={`${repositoryUrl}${defaultBranch ? `, branch ${defaultBranch}` : ''}`} className="text-muted">
      {name}
    </span>
  )
}

function Progress({ project }: { project: ProjectView }) {
  const { open, inProgress, inReview, blocked, done } = project.tasks
  return <GoalProgress goal={{ tasksDone: done, tasksTotal: open + inProgress + inReview + blocked + done }} />
}

function Lead({ project }: { project: ProjectView }) {
  if (!project.leadName) return <span className="text-faint">Nobody</span>
  return (
    <span className="inline-flex max-w-full items-center gap-1.5 align-middle">
      <Avatar name={project.leadName} size="xs" />
      <span className="truncate">{project.leadName}</span>
    </span>
  )
}
