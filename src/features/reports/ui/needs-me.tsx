'use client'

import { useQuery } from '@tanstack/react-query'
import {
  AlarmClock,
  AlarmClockOff,
  CircleCheck,
  CircleStop,
  CircleX,
  Eye,
  Hourglass,
  OctagonAlert,
  OctagonX,
  Stamp,
  TriangleAlert,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { amountText } from '@/features/budgets/rules/amount'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { reasonText } from '@/features/runs/rules/reasons'
import { EmptyState } from '@/ui/empty-state'
import { Link } from '@/ui/link'
import { Panel } from '@/ui/panel'
import { RelativeTime } from '@/ui/relative-time'
import { type Tone, toneText } from '@/ui/tone'
import { standingFailures } from './standing-failures'

type Need = {
  id: string
  icon: ReactNode
  tone: Tone
  who: string
  text: string
  deed: string
  href: string
  at: string
}

/** What waits for a person: schedules that stand still, halted budgets, questions to the board, work to review, blocked work, failed runs, standstills. Escalations stand first. */
export function NeedsMe() {
  const { needs, isPending } = useNeeds()
  return (
    <Panel title="Needs me" hint={needs.length > 0 ? `${needs.length}` : undefined} isFlush>
      <Loaded query={isPending} what="What needs you">
        {() =>
          needs.length > 0 ? (
            <ul>
              {needs.map((need) => (
                <NeedRow key={need.id} need={need} />
              ))}
            </ul>
          ) : (
            <EmptyState isCompact icon={<CircleCheck />} title="Nothing needs you">
              Spent budgets, approvals, work to review, blocked tasks and failed runs show up here.
            </EmptyState>
          )
        }
      </Loaded>
    </Panel>
  )
}

function NeedRow({ need }: { need: Need }) {
  return (
    <li className="relative flex min-h-11 items-center gap-3 border-b px-3 py-2 last:border-b-0 hover:bg-hover sm:px-4">
      <span aria-hidden className={`shrink-0 [&>svg]:size-4 ${toneText[need.tone]}`}>
        {need.icon}
      </span>
      <p className="min-w-0 flex-1 text-sm">
        <span className="font-medium">{need.who}</span> <span className="text-muted">{need.text}</span>
      </p>
      <RelativeTime at={need.at} className="text-faint text-xs" />
      <Link
        href={need.href}
        className="w-20 shrink-0 text-right font-medium text-accent text-xs after:absolute after:inset-0"
      >
        {need.deed}
      </Link>
    </li>
  )
}

const WHY = {
  warning: 'is close to its limit:',
  stopped: 'starts nothing new: it used',
  exhausted: 'is halted: it spent',
  miscounted: 'is miscounted, the counter and the ledger:',
} as const

function useNeeds() {
  const trpc = useTRPC()
  const { slug, to } = useCompanySlug()
  const incidents = useQuery(trpc.budgets.listIncidents.queryOptions({ companyId: slug, state: 'open', limit: 20 }))
  const waiting = useQuery(
    trpc.tasks.listTasks.queryOptions({ companyId: slug, states: ['in_review', 'blocked'], limit: 30 }),
  )
  const approvals = useQuery(
    trpc.approvals.listApprovals.queryOptions({ companyId: slug, status: ['pending'], limit: 20 }),
  )
  const runs = useQuery(trpc.runs.listRuns.queryOptions({ companyId: slug, limit: 50 }))
  const schedules = useQuery(trpc.schedules.listOverdueSchedules.queryOptions({ companyId: slug, limit: 10 }))
  const triggers = useQuery(trpc.routines.listOverdueTriggers.queryOptions({ companyId: slug, limit: 10 }))
  const budgets = useQuery(trpc.budgets.listBudgets.queryOptions({ companyId: slug }))
  const isCalm = (budgetId: string) =>
    budgets.data?.budgets.find((budget) => budget.budgetId === budgetId)?.state === 'ok'
  // A warning outlives the raise of its limit; it is news only while the budget is close to its limit.
  const pressing = (incidents.data ?? []).filter(
    (incident) => incident.threshold === 'miscounted' || !isCalm(incident.budgetId),
  )
  const ofMoney = worstOfEach(pressing).map((incident): Need => {
    const isHard = incident.threshold !== 'warning'
    // a used-up budget of runs halts nothing that runs
    const why = incident.metric === 'runs' && incident.threshold === 'exhausted' ? WHY.stopped : WHY[incident.threshold]
    return {
      id: incident.id,
      icon: isHard ? <OctagonAlert /> : <TriangleAlert />,
      tone: isHard ? 'bad' : 'warn',
      who: incident.scopeName,
      text: `${why} ${amountText(incident.metric, incident.spent)} of ${amountText(incident.metric, incident.cap)}`,
      deed: SPENT.includes(incident.threshold) ? 'Raise budget' : 'Look',
      href: to('/money'),
      at: incident.createdAt,
    }
  })
  const ofTasks = (waiting.data ?? []).map((task): Need => {
    const isBlocked = task.state === 'blocked'
    return {
      id: task.id,
      icon: isBlocked ? <OctagonX /> : <Eye />,
      tone: isBlocked ? 'bad' : 'review',
      who: task.assigneeName ?? task.identifier,
      text: `${isBlocked ? 'is blocked on' : 'asks for a review of'} ${task.title}`,
      deed: isBlocked ? 'Unblock' : 'Review',
      href: to(`/tasks/${task.identifier}`),
      at: task.updatedAt,
    }
  })
  const ofApprovals = (approvals.data ?? []).map(
    (approval): Need => ({
      id: approval.id,
      icon: <Stamp />,
      tone: 'warn',
      who: approval.requestedBy.name,
      text: `asks: ${approval.title}`,
      deed: approval.mayDecide ? 'Decide' : 'Look',
      href: to(`/approvals/${approval.id}`),
      at: approval.createdAt,
    }),
  )
  const ofRuns = standingFailures(runs.data ?? [], Date.now()).map(
    ({ run, times }): Need => ({
      id: run.id,
      icon: <CircleX />,
      tone: 'bad',
      who: run.agentName,
      text: `${run.state === 'failed' ? 'failed' : 'ran out of time'}${times > 1 ? ` ${times} times` : ''}${run.taskIdentifier ? ` on ${run.taskIdentifier}` : ''}${run.error ? `: ${run.error}` : ''}`,
      deed: 'Look',
      href: to(`/runs/${run.id}`),
      at: run.finishedAt ?? run.createdAt,
    }),
  )
  const stalled = (runs.data ?? [])
    .filter((run) => run.isStalled)
    .map(
      (run): Need => ({
        id: `${run.id} stalled`,
        icon: <Hourglass />,
        tone: 'warn',
        who: run.agentName,
        text: `works${run.taskIdentifier ? ` on ${run.taskIdentifier}` : ''}, but has written nothing for minutes`,
        deed: 'Look',
        href: to(`/runs/${run.id}`),
        at: run.lastEventAt ?? run.startedAt ?? run.createdAt,
      }),
    )
  const overdue = (id: string, who: string, at: string | null, href: string): Need => ({
    ...{ id, icon: <AlarmClockOff />, tone: 'bad', who, href, deed: 'Look' },
    text: 'should have started by its schedule and did not: the clock stands still',
    at: at ?? new Date().toISOString(),
  })
  const ofClocks = [
    ...(schedules.data ?? []).map((each) =>
      overdue(`clock-${each.agentId}`, each.agentName, each.nextWakeAt, to(`/agents/${each.agentId}`)),
    ),
    ...(triggers.data ?? []).map((each) => overdue(each.triggerId, each.title, each.nextRunAt, to('/routines'))),
  ]
  return {
    needs: [...ofClocks, ...ofMoney, ...ofApprovals, ...ofTasks, ...stalled, ...ofRuns, ...useStandstills()],
    isPending: waiting,
  }
}

/** Agents that were stopped because they got nowhere, and wakes that nobody answers. */
function useStandstills(): Need[] {
  const trpc = useTRPC()
  const { slug, to } = useCompanySlug()
  const brakes = useQuery(trpc.runs.listBrakes.queryOptions({ companyId: slug, isPaused: true }))
  const overdue = useQuery(trpc.runs.listOverdue.queryOptions({ companyId: slug }))
  const stopped = (brakes.data ?? []).map(
    (brake): Need => ({
      id: `${brake.agentId} ${brake.taskId}`,
      icon: <CircleStop />,
      tone: 'warn',
      who: brake.agentName,
      text: `is stopped on ${brake.identifier}: its last ${brake.count} runs left nothing behind`,
      deed: 'Look',
      href: to(`/tasks/${brake.identifier}`),
      at: brake.updatedAt,
    }),
  )
  const late = (overdue.data ?? []).map(
    (inbox): Need => ({
      id: `overdue ${inbox.agentId}`,
      icon: <AlarmClock />,
      tone: 'warn',
      who: inbox.agentName,
      text: `has ${inbox.wakes} ${inbox.wakes === 1 ? 'wake that waits' : 'wakes that wait'} for too long: ${reasonText(inbox.reason) ?? 'no run has started'}`,
      deed: 'Look',
      href: to(`/agents/${inbox.agentId}`),
      at: inbox.oldestDueAt,
    }),
  )
  return [...stopped, ...late]
}

/** Where nothing more starts. */
const SPENT = ['stopped', 'exhausted']

/** One incident a budget: what came before is old news once a later threshold is crossed. */
function worstOfEach<Incident extends { budgetId: string; threshold: string }>(incidents: Incident[]): Incident[] {
  const has = (budgetId: string, thresholds: string[]) =>
    incidents.some((each) => each.budgetId === budgetId && thresholds.includes(each.threshold))
  const isOld = ({ budgetId, threshold }: Incident) =>
    (threshold === 'warning' && has(budgetId, SPENT)) || (threshold === 'stopped' && has(budgetId, ['exhausted']))
  return incidents.filter((each) => !isOld(each))
}
