import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import adapter from './adapter.mjs'
import { cpuSeconds, memoryMb } from './meter.mjs'
import { prepare, WORKLOADS } from './workloads.mjs'

/*
 * `npm run bench [-- --quick] [--only messages] [--out file.json]`: starts the built product on an empty folder and measures it
 * over HTTP. CPU per operation is the figure that repeats on a busy machine. Ends with 1 when a promise was not kept.
 */
const { values: options } = parseArgs({
  args: process.argv.slice(2),
  options: { quick: { type: 'boolean' }, only: { type: 'string' }, out: { type: 'string' } },
})

const workDir = fs.mkdtempSync(path.join(os.tmpdir(), 'paperclip-bench-'))
fs.chmodSync(workDir, 0o755) // PostgreSQL may have to run as another user, who must be able to pass
const target = adapter({ workDir })
const roots = () => [target.pid, ...target.extraPids()].filter(Boolean)
const ops = (full) => (options.quick ? Math.max(3, Math.round(full / 20)) : full)
const rows = []

function report(name, row) {
  rows.push({ name, ...row })
  const figures = Object.entries(row).filter(([, value]) => value !== null)
  console.log(`${name.padEnd(48)} ${figures.map(([key, value]) => `${key} ${value}`).join('   ')}`)
}

try {
  report('first start, on an empty folder', { readyMs: Math.round((await target.firstStart()).ready_ms) })
  await target.stop()
  report('start on existing data', { readyMs: Math.round((await target.restart()).ready_ms) })
  const room = await prepare(target)
  report('memory with nothing to do', { megabytes: memoryMb(roots()) })
  for (const [name, measure] of Object.entries(WORKLOADS)) {
    if (options.only && !name.includes(options.only)) continue
    report(name, await measure({ target, room, ops, workDir, cpu: () => cpuSeconds(roots()) }))
  }
  report('memory after all of it', { megabytes: memoryMb(roots()) })
} finally {
  await target.stop()
  fs.rmSync(workDir, { recursive: true, force: true })
}

const cpus = os.cpus()
const machine = { cores: cpus.length, model: cpus[0]?.model, node: process.version, platform: os.platform() }
if (options.out)
  fs.writeFileSync(options.out, `${JSON.stringify({ date: new Date().toISOString(), machine, rows }, null, 2)}\n`)
const broken = rows.filter((row) => row.broken || row.errors)
if (broken.length > 0) console.error(`\nNot kept: ${broken.map((row) => row.name).join(', ')}`)
process.exit(broken.length > 0 ? 1 : 0)
