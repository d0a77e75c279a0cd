import { createMask, type Mask } from '@/platform/mask'
import type { ControlPlane } from './control-plane'
import { inactive, stopped, timedOut, workerStopped } from './endings'
import { createEventLog, type EventLog } from './event-log'
import { endLeftovers } from './leftovers'
import type { BeatAnswer, BeatRequest, LeasedRun } from './protocol'
import { masked, report } from './result'
import { forgetRun, recordRun, spoolFileOf } from './run-records'
import { RUNTIMES } from './runtimes'
import { type Activity, notStarted, type Outcome, type Start } from './runtimes/runtime'
import type { Settings } from './settings'
import { silenceSeconds, watchSilence } from './silence'
import { leaveTree, startInTree, treeWishOf } from './task-tree'
import { usageNews } from './usage-news'
import { agentFolder, ensureWorkspace } from './workspace'

export type RunOptions = {
  leased: LeasedRun
  workerId: string
  settings: Settings
  controlPlane: ControlPlane
  say(sentence: string): void
}

/** What setTimeout can count to. */
const LONGEST_TIMER_SECONDS = 2_000_000

type Order = BeatAnswer['orders'][number]['order']

/** A run on this worker, from its lease until the control plane has taken its result. */
export type LiveRun = {
  runId: string
  /** Whose it is, and the task whose tree it may work in. */
  leased: Pick<LeasedRun, 'companyId' | 'agentId' | 'task'>
  /** What the beat says of it. */
  beat(): BeatRequest['runs'][number]
  obey(order: Order, reason?: string): void
  /** The worker is about to end: the run fails and may be tried again elsewhere. */
  giveUp(graceSeconds: number): void
  /** Settled when the result was taken, or nobody wants it any more. Never rejects. */
  over: Promise<void>
}

/** Starts a leased run at once; nothing waits for the network before the process is there. */
export function startRun(options: RunOptions): LiveRun {
  const { leased, workerId, settings, controlPlane } = options
  const { runId, fence } = leased
  const forgotten = new AbortController()
  let startedAt: string | undefined
  let pid: number | undefined
  /** Why it was ended before its time; the first reason counts. */
  let ending: Outcome | null = null

  const mask = createMask([leased.runToken, ...(leased.secrets ?? [])])
  const events = createEventLog({
    mask,
    send: (batch) => controlPlane.sendEvents(runId, { workerId, fence, events: batch }),
    onOrder: (order) => obey(order),
    spoolFile: spoolFileOf(settings.home, runId),
  })
  const silence = watchSilence(silenceSeconds(leased), (seconds) => end(inactive(seconds), leased.graceSeconds))
  const activity = begin(options, events, mask, {
    onStarted(processId) {
      startedAt = new Date().toISOString()
      pid = processId
    },
    onLine: () => silence.broken(),
  })
  const usage = usageNews(() => activity.usage?.() ?? [])
  const limit = limitSeconds(leased)
  const timer = limit > 0 ? setTimeout(() => end(timedOut(limit), leased.graceSeconds), limit * 1000) : undefined

  function end(outcome: Outcome, graceSeconds: number): void {
    ending ??= outcome
    activity.stop(graceSeconds)
  }

  function obey(order: Order, reason?: string): void {
    usage.heard()
    if (order === 'stop' && !ending) end(stopped(reason), leased.graceSeconds)
    if (order !== 'gone' || forgotten.signal.aborted) return
    options.say(`Run ${runId} belongs to somebody else now; its process is ended.`)
    forgotten.abort()
    events.discard()
    activity.stop(0)
  }

  async function live(): Promise<void> {
    const outcome = await activity.done
    clearTimeout(timer)
    silence.over()
    const left = pid === undefined ? null : endLeftovers(runId)
    const { exitCode, signal, usage, session } = outcome
    const seen = { exitCode, signal, usage, session }
    const result = masked(ending ? { ...seen, ...ending } : outcome, mask)
    const answer = await report(options, events, result, forgotten.signal)
    events.discard()
    await left
    forgetRun(settings.home, runId)
    if (answer?.isTaskOver) await leaveTree(settings.home, leased, mask)
  }

  return {
    ...{ runId, leased },
    beat: () => ({ runId, fence, startedAt, pid, ...usage.news() }),
    obey,
    giveUp: (graceSeconds) => end(workerStopped(), graceSeconds),
    over: live(),
  }
}

/** That a run lives. */
type Signs = { onStarted(pid?: number): void; onLine(): void }

function begin(
  { leased, settings, say }: RunOptions,
  events: EventLog,
  mask: Mask,
  { onStarted, onLine }: Signs,
): Activity {
  function remember(pid: number): void {
    try {
      recordRun(settings.home, leased.runId, pid)
    } catch (error) {
      say(`The process of run ${leased.runId} could not be noted: ${error instanceof Error ? error.message : error}`)
    }
  }
  const never = (error: string): Activity => ({ done: Promise.resolve(notStarted(error)), stop() {} })
  const runtime = Object.hasOwn(RUNTIMES, leased.runtime) ? RUNTIMES[leased.runtime] : undefined
  if (!runtime)
    return never(`This worker has no runtime "${leased.runtime}"; it has ${Object.keys(RUNTIMES).join(', ')}.`)
  const { home } = settings
  const wish = treeWishOf(leased)
  try {
    const workspace = ensureWorkspace(home, leased.companyId, leased.agentId)
    const start: Start = {
      run: { ...leased, apiUrl: leased.apiUrl || settings.url },
      workspace,
      home: agentFolder(home, 'homes', leased.companyId, leased.agentId),
      workerEnv: process.env,
      mayCallPrivate: settings.mayCallPrivate,
      mask,
      log(stream, line) {
        onLine()
        events.append('log', stream, line)
      },
      onStarted(text, pid) {
        onStarted(pid)
        if (pid !== undefined) remember(pid)
        events.append('started', 'system', text)
      },
    }
    return wish ? startInTree({ home, wish, runtime, start, onGit: remember }) : runtime.start(start)
  } catch (error) {
    return never(`The workspace could not be made: ${error instanceof Error ? error.message : error}.`)
  }
}

/** The nearer one of the run's limit and the agent's own setting; 0 means none. */
function limitSeconds({ timeoutSeconds, runtimeConfig }: LeasedRun): number {
  const own = typeof runtimeConfig.timeoutSeconds === 'number' ? runtimeConfig.timeoutSeconds : 0
  const nearer = timeoutSeconds > 0 && own > 0 ? Math.min(timeoutSeconds, own) : Math.max(timeoutSeconds, own)
  return Math.min(nearer, LONGEST_TIMER_SECONDS)
}
