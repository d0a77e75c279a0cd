import fs from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

/** A session that was used this often, or was begun this long ago, is not resumed: what it holds grows with every wake. */
const MOST_WAKES = 20
const MOST_AGE_MS = 7 * 86_400_000
const MOST_SESSIONS = 100

const Session = z.object({
  sessionId: z.string(),
  beganAt: z.number(),
  wakes: z.number(),
  /** What the agent says that the session has cost so far, in US dollars. */
  costUsd: z.number().nullable(),
})
export type Session = z.output<typeof Session>
const Sessions = z.record(z.string(), Session)

const FILE = path.join('.paperclip', 'acp-sessions.json')

/**
 * Which session of the agent's program belongs to which task. The program keeps its sessions on this machine, and so is this kept
 * here, in the workspace: on another worker a task begins anew.
 */
export function findSession(workspace: string, taskId: string, nowMs: number): Session | null {
  const session = readAll(workspace)[taskId]
  if (!session || session.wakes >= MOST_WAKES || nowMs - session.beganAt > MOST_AGE_MS) return null
  return session
}

/** Keeps the session of a task; null forgets it. */
export function keepSession(workspace: string, taskId: string, session: Session | null): void {
  const { [taskId]: _old, ...others } = readAll(workspace)
  const newest = Object.entries(others).slice(-(MOST_SESSIONS - 1))
  const all = Object.fromEntries([...newest, ...(session ? [[taskId, session] as const] : [])])
  const file = path.join(workspace, FILE)
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  fs.writeFileSync(`${file}.new`, JSON.stringify(all))
  fs.renameSync(`${file}.new`, file)
}

/** The agent may write to its workspace: what is there is looked at before it is believed. */
function readAll(workspace: string): Record<string, Session> {
  try {
    return Sessions.parse(JSON.parse(fs.readFileSync(path.join(workspace, FILE), 'utf8')))
  } catch {
    return {}
  }
}
