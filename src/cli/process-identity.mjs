import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'

/** Identity of a living process, or null when there is none with that number (a zombie counts as none). */
export function identityOf(pid) {
  const startedAt = process.platform === 'linux' ? startOnLinux(pid) : startElsewhere(pid)
  return startedAt ? { pid, startedAt } : null
}

/** True while exactly this process lives; false when its number now belongs to another one. */
export function isRunning(identity) {
  return identityOf(identity.pid)?.startedAt === identity.startedAt
}

/** What a pid file says, or null when it is missing or unreadable. */
export function readPidFile(file) {
  try {
    const record = JSON.parse(fs.readFileSync(file, 'utf8'))
    return Number.isInteger(record?.pid) && typeof record.startedAt === 'string' ? record : null
  } catch {
    return null
  }
}

/** Writes a pid file in one step, so that a reader never sees half of it. */
export function writePidFile(file, record) {
  const fresh = `${file}.${process.pid}`
  fs.writeFileSync(fresh, `${JSON.stringify(record)}\n`)
  fs.renameSync(fresh, file)
}

/** Claims a pid file for this process; null when it is ours now, else the record of the living process that holds it. */
export function claimPidFile(file) {
  const own = identityOf(process.pid)
  const fresh = `${file}.${process.pid}`
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.writeFileSync(fresh, `${JSON.stringify(own)}\n`)
  try {
    // a link appears complete or not at all, and fails when the name is taken
    for (;;) {
      try {
        fs.linkSync(fresh, file)
        return null
      } catch (error) {
        if (error.code !== 'EEXIST') throw error
      }
      const holder = readPidFile(file)
      if (holder && isRunning(holder)) return holder
      removeStale(file, holder)
    }
  } finally {
    fs.rmSync(fresh, { force: true })
  }
}

/** Moves the file away before judging it again: meanwhile another process may have put its own in its place. */
function removeStale(file, seen) {
  const aside = `${file}.stale-${process.pid}`
  try {
    fs.renameSync(file, aside)
  } catch (error) {
    if (error.code === 'ENOENT') return
    throw error
  }
  const moved = readPidFile(aside)
  if (moved && moved.startedAt !== seen?.startedAt && isRunning(moved)) fs.linkSync(aside, file)
  fs.rmSync(aside, { force: true })
}

function startOnLinux(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
    // the command's name, in parentheses, may hold spaces: count the fields after it (state is 3, start time is 22)
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z') return null
    const boot = fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return `${boot}:${fields[19]}`
  } catch {
    return null
  }
}

function startElsewhere(pid) {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null
  } catch {
    return null
  }
}
