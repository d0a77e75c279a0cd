import fs from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { processesCarrying, processesOf, signal, startOf } from './processes'

/** What must survive the worker: which process was started for a run, and by whom. */
const RunRecord = z.object({
  runId: z.string(),
  pid: z.number(),
  startedAt: z.string(),
  worker: z.object({ pid: z.number(), startedAt: z.string() }),
})
type RunRecord = z.output<typeof RunRecord>

const ownStart = startOf(process.pid) ?? ''

/** Notes the first process of a run, so that it can be ended if this worker is killed. */
export function recordRun(home: string, runId: string, pid: number): void {
  const startedAt = startOf(pid)
  if (!startedAt) return
  fs.mkdirSync(folderOf(home), { recursive: true, mode: 0o700 })
  const record: RunRecord = { runId, pid, startedAt, worker: { pid: process.pid, startedAt: ownStart } }
  fs.writeFileSync(path.join(folderOf(home), `${runId}.json`), JSON.stringify(record), { mode: 0o600 })
}

/** The run is over. */
export function forgetRun(home: string, runId: string): void {
  fs.rmSync(path.join(folderOf(home), `${runId}.json`), { force: true })
}

/** Where the events of a run wait while the control plane is away. */
export function spoolFileOf(home: string, runId: string): string {
  return path.join(folderOf(home), `${runId}.ndjson`)
}

/**
 * Ends what a killed worker left running in this home: the control plane gives those runs up, so nobody would stop them.
 * A process whose number was reused, and the runs of another living worker, are not touched. Returns the run ids.
 */
export function endOrphans(home: string): string[] {
  const ended: string[] = []
  for (const name of fs.existsSync(folderOf(home)) ? fs.readdirSync(folderOf(home)).sort() : []) {
    const file = path.join(folderOf(home), name)
    const record = name.endsWith('.json') ? readRecord(file) : null
    if (record && startOf(record.worker.pid) === record.worker.startedAt) continue
    if (record && kill(record)) ended.push(record.runId)
    const isSpoolOfLiving = name.endsWith('.ndjson') && fs.existsSync(file.replace(/ndjson$/, 'json'))
    if (!isSpoolOfLiving) fs.rmSync(file, { force: true })
  }
  return ended
}

function kill(record: RunRecord): boolean {
  const isSame = startOf(record.pid) === record.startedAt
  const pids = isSame ? processesOf(record.runId, record.pid) : processesCarrying(record.runId)
  for (const pid of pids) signal(pid, 'SIGKILL')
  return pids.length > 0
}

function readRecord(file: string): RunRecord | null {
  try {
    return RunRecord.parse(JSON.parse(fs.readFileSync(file, 'utf8')))
  } catch {
    return null
  }
}

function folderOf(home: string): string {
  return path.join(home, 'runs')
}
