import fs from 'node:fs'
import os from 'node:os'
import { api, listAgents, meter, post, readTask, work } from './paperclip.mjs'

/** Ines looks at the machine and writes a report whose every number Rhea can check. */

const GIB = 1024 ** 3
const gib = (bytes) => `${(bytes / GIB).toFixed(2)} GiB`

function processes() {
  const pids = fs.existsSync('/proc') ? fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)) : []
  const rows = pids.flatMap((pid) => {
    try {
      const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8')
      const kib = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0)
      return [{ pid, name: /^Name:\s+(.+)$/m.exec(status)?.[1] ?? '?', mib: kib / 1024 }]
    } catch {
      return [] // it ended meanwhile
    }
  })
  return rows.sort((a, b) => b.mib - a.mib)
}

function inspect() {
  const disk = fs.statfsSync(process.cwd())
  const cpus = os.cpus()
  return {
    processors: cpus.length,
    model: cpus[0]?.model.trim() ?? 'unknown',
    architecture: os.arch(),
    totalMemory: os.totalmem(),
    freeMemory: os.freemem(),
    totalDisk: disk.blocks * disk.bsize,
    freeDisk: disk.bavail * disk.bsize,
    node: process.version,
    system: `${os.type()} ${os.release()}`,
    load: os.loadavg().map((value) => value.toFixed(2)),
    processes: processes(),
  }
}

function reportOf(machine) {
  const busiest = machine.processes.slice(0, 8).map(({ pid, name, mib }) => `| ${pid} | ${name} | ${mib.toFixed(1)} |`)
  return `# Machine report

## Processor
- Logical processors: ${machine.processors}
- Model: ${machine.model}
- Architecture: ${machine.architecture}

## Memory
- Total: ${gib(machine.totalMemory)}
- Free: ${gib(machine.freeMemory)}

## Disk
- Total: ${gib(machine.totalDisk)}
- Free: ${gib(machine.freeDisk)}

## Node.js
- Version: ${machine.node}
- System: ${machine.system}

## Load
- Average of 1, 5 and 15 minutes: ${machine.load.join(', ')}

## Largest processes
${busiest.length > 0 ? `| Process | Name | Memory, MiB |\n|---|---|---|\n${busiest.join('\n')}` : 'This system has no /proc.'}
`
}

await work(async () => {
  const task = await readTask()
  if (!task || task.status === 'done') return console.log('nothing to do')
  const machine = inspect()
  const report = reportOf(machine)
  fs.writeFileSync('report.md', report)
  console.log(`looked at ${machine.processes.length} processes, wrote report.md (${report.length} characters)`)
  const { processes: seen, ...facts } = machine
  const note = await meter(task.id, JSON.stringify(machine).length, report.length)
  await post(task.id, `${report}\n_${note}_`, [
    { tool: 'os.inspect', input: { folder: process.cwd() }, output: facts },
    { tool: 'proc.list', input: '/proc/*/status', output: `${seen.length} processes` },
    { tool: 'write_file', input: 'report.md', output: `${report.length} characters` },
  ])
  const reviewer = (await listAgents()).find(({ name }) => name === 'Rhea')
  if (!reviewer) throw new Error('There is no Rhea in the company to check the report.')
  await api('POST', `/tasks/${task.id}/delegate`, { to_agent_id: reviewer.id, note: 'Please check the numbers.' })
  console.log('handed to Rhea for review')
})
