import fs from 'node:fs'

// Linux only: elsewhere the figures are left out.
const TICKS_A_SECOND = 100

function read(file) {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** The processes below these, themselves included. */
function familyOf(roots) {
  const children = new Map()
  for (const name of fs.existsSync('/proc') ? fs.readdirSync('/proc') : []) {
    if (!/^\d+$/.test(name)) continue
    const stat = read(`/proc/${name}/stat`)
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
    children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const family = new Set()
  const queue = [...roots]
  for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
    if (family.has(pid)) continue
    family.add(pid)
    queue.push(...(children.get(pid) ?? []))
  }
  return family
}

/** CPU seconds, user and system, that these processes and all below them have used so far; null where it cannot be told. */
export function cpuSeconds(roots) {
  let ticks = 0
  for (const pid of familyOf(roots)) {
    const stat = read(`/proc/${pid}/stat`)
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    ticks += Number(fields[11] ?? 0) + Number(fields[12] ?? 0)
  }
  return ticks > 0 ? ticks / TICKS_A_SECOND : null
}

/** Resident memory of these processes and all below them in megabytes, with shared pages shared out (PSS); null where unknown. */
export function memoryMb(roots) {
  let kilobytes = 0
  for (const pid of familyOf(roots))
    kilobytes += Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0)
  return kilobytes > 0 ? Math.round(kilobytes / 1024) : null
}
