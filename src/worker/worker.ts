import { runAgentTest } from './agent-test'
import { pauseMs, rest } from './backoff'
import { type ControlPlane, Refused } from './control-plane'
import type { LeasedRun } from './protocol'
import { createRegistration } from './registration'
import { type LiveRun, startRun } from './run'
import type { Settings } from './settings'

export type Worker = {
  /** Works until `drain` or `stopNow` is done. Rejects with `Refused` when the control plane does not want this worker. */
  work(): Promise<void>
  /** Takes nothing new, and waits for what runs; what still runs after that time is ended and given back. */
  drain(waitMs?: number): Promise<void>
  /** Kills every process, without a word to the control plane. */
  stopNow(): Promise<void>
}

const POLL_SECONDS = 20
/** The control plane hands out no more at a time. */
const MOST_SLOTS = 200
const DRAIN_MS = 25_000
const LAST_GRACE_SECONDS = 1.5
/** For the last reports after the processes were ended. */
const REPORT_MS = 1_500
/** An empty answer to a long poll that comes sooner than this is a control plane that does not wait. */
const EARLY_MS = 500

/** A worker; `say` takes sentences for its log. */
export function createWorker(settings: Settings, controlPlane: ControlPlane, say: (sentence: string) => void): Worker {
  const runs = new Map<string, LiveRun>()
  const ending = new AbortController()
  let slotFreed = () => {}
  const registration = createRegistration(settings, controlPlane, say, ending.signal)

  function launch(leased: LeasedRun, workerId: string): void {
    runs.get(leased.runId)?.obey('gone')
    const run = startRun({ leased, workerId, settings, controlPlane, say })
    runs.set(leased.runId, run)
    void run.over.then(() => {
      if (runs.get(leased.runId) === run) runs.delete(leased.runId)
      slotFreed()
    })
  }

  async function leaseLoop(): Promise<void> {
    while (!ending.signal.aborted) {
      const slots = settings.capacity - runs.size
      if (slots > 0) await repeat('lease', () => lease(slots))
      else
        await new Promise<void>((resolve) => {
          slotFreed = resolve
        })
    }
  }

  async function lease(slots: number): Promise<void> {
    const { workerId } = await registration.current()
    const askedAt = Date.now()
    const answer = await controlPlane.lease(
      { workerId, slots: Math.min(slots, MOST_SLOTS), waitSeconds: POLL_SECONDS },
      ending.signal,
    )
    for (const leased of answer.runs) launch(leased, workerId)
    if (answer.runs.length === 0 && Date.now() - askedAt < EARLY_MS) await rest(EARLY_MS, ending.signal)
  }

  /** Goes on while draining: the runs that are waited for must keep their leases. */
  async function beatLoop(beatSeconds: number, done: AbortSignal): Promise<void> {
    while (!done.aborted) {
      await rest(beatSeconds * 1000, done)
      if (!done.aborted) await repeat('beat', beat, done)
    }
  }

  async function beat(): Promise<void> {
    const { workerId } = await registration.current()
    const { orders, tests = [] } = await controlPlane.beat({
      workerId,
      isDraining: ending.signal.aborted,
      runs: [...runs.values()].map((run) => run.beat()),
    })
    for (const { runId, order, reason } of orders) runs.get(runId)?.obey(order, reason)
    for (const test of tests) void runAgentTest(test, settings.mayCallPrivate, controlPlane)
  }

  /** Calls until it succeeds. A refusal for good ends the worker; an unknown worker registers again. */
  async function repeat(what: string, call: () => Promise<void>, signal = ending.signal): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      try {
        return await call()
      } catch (error) {
        if (signal.aborted) return
        if (error instanceof Refused && isFinal(error)) throw error
        if (error instanceof Refused) registration.forget()
        if (failures === 0) say(`The control plane did not take the ${what} (${messageOf(error)}); trying again.`)
        await rest(pauseMs(++failures), signal)
      }
    }
  }

  const allOver = () => Promise.all([...runs.values()].map((run) => run.over))

  return {
    async work() {
      const first = await registration.current().catch((error) => {
        if (ending.signal.aborted) return null
        throw error
      })
      if (!first) return
      const done = new AbortController()
      const beats = beatLoop(first.beatSeconds, done.signal)
      try {
        await Promise.race([leaseLoop(), beats.then(() => new Promise<never>(() => {}))])
        await allOver()
      } finally {
        done.abort()
      }
    },
    async drain(waitMs = DRAIN_MS) {
      ending.abort()
      slotFreed()
      if (runs.size > 0) say(`Ending: waiting up to ${waitMs / 1000} s for ${runs.size} runs.`)
      await Promise.race([allOver(), rest(waitMs)])
      for (const run of runs.values()) run.giveUp(LAST_GRACE_SECONDS)
      await Promise.race([allOver(), rest(LAST_GRACE_SECONDS * 1000 + REPORT_MS)])
    },
    async stopNow() {
      ending.abort()
      slotFreed()
      for (const run of runs.values()) run.obey('gone')
      await Promise.race([allOver(), rest(REPORT_MS)])
    },
  }
}

/** 401: the key is wrong. 426: this worker is too old. Anything else may change, or comes of not being known. */
function isFinal(refused: Refused): boolean {
  return refused.status === 401 || refused.status === 403 || refused.status === 426
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
