import { execFileSync } from 'node:child_process'
import fs from 'node:fs'

const isLinux = process.platform === 'linux'

/**
 * When a process started, as text that no other process with the same number shares; null when there is none (a zombie counts as
 * none).
 */
export function startOf(pid: number): string | null {
  if (!isLinux) return startElsewhere(pid)
  const fields = statOf(pid)
  if (!fields || fields[0] === 'Z') return null
  return `${fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${fields[19]}`
}

/**
 * The living processes of a run: the group of its first process, and, where /proc shows it, whatever left that group but still
 * carries the run's id in its environment. Elsewhere the group as one entry, `-groupId`.
 */
export function processesOf(runId: string, groupId: number): number[] {
  if (!isLinux) return isGroupThere(groupId) ? [-groupId] : []
  return pids().filter((pid) => pid !== process.pid && isOfRun(pid, runId, groupId))
}

/** Those of a run that can be told by its id alone, when the group's number may belong to somebody else by now. */
export function processesCarrying(runId: string): number[] {
  return processesCarryingAny(new Set([runId]))
}

/** The same for several runs, in one look at all processes. */
export function processesCarryingAny(runIds: ReadonlySet<string>): number[] {
  if (!isLinux) return []
  return pids().filter((pid) => pid !== process.pid && runIds.has(runOf(pid) ?? '') && statOf(pid)?.[0] !== 'Z')
}

/** False as soon as nobody is in the group; a group of zombies counts as there. */
export function isGroupThere(groupId: number): boolean {
  return signal(-groupId, 0)
}

/** Sends a signal to a process, or to a group by its negative number. False when it is gone. */
export function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}

function isOfRun(pid: number, runId: string, groupId: number): boolean {
  const fields = statOf(pid)
  if (!fields || fields[0] === 'Z') return false
  return Number(fields[2]) === groupId || runOf(pid) === runId
}

/** The run that a process carries in its environment. */
function runOf(pid: number): string | null {
  try {
    const environment = fs.readFileSync(`/proc/${pid}/environ`, 'latin1')
    return /(?:^|\0)PAPERCLIP_RUN_ID=([^\0]*)/.exec(environment)?.[1] ?? null
  } catch {
    return null
  }
}

function pids(): number[] {
  return fs.readdirSync('/proc').map(Number).filter(Number.isInteger)
}

/** Fields of /proc/<pid>/stat from the state on: state, parent, group, … start time at 19. */
function statOf(pid: number): string[] | null {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
    // the command's name, in parentheses, may hold spaces
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}

function startElsewhere(pid: number): string | null {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null
  } catch {
    return null
  }
}
