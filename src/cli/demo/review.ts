import os from 'node:os'

export type Check = { claim: string; isRight: boolean; found: string }

const SECTIONS = ['Processor', 'Memory', 'Disk', 'Node.js', 'Load', 'Largest processes']
const GIB = 1024 ** 3

/** Sections that a machine report should have and has not. */
export function missingSections(report: string): string[] {
  return SECTIONS.filter((name) => !report.split('\n').includes(`## ${name}`))
}

/** Compares the claims of a machine report with what this machine says now. Numbers that cannot be read are wrong. */
export function checkClaims(report: string): Check[] {
  const totalGib = os.totalmem() / GIB
  const load = claimed(report, 'Load', 'Average of 1, 5 and 15 minutes').split(',').map(Number)
  return [
    checkNumber('logical processors', claimed(report, 'Processor', 'Logical processors'), os.cpus().length, 0),
    checkNumber('total memory, GiB', claimed(report, 'Memory', 'Total'), totalGib, 0.01),
    checkRange('free memory, GiB', claimed(report, 'Memory', 'Free'), totalGib),
    checkRange('free disk, GiB', claimed(report, 'Disk', 'Free'), Number.parseFloat(claimed(report, 'Disk', 'Total'))),
    {
      claim: `Node.js ${claimed(report, 'Node.js', 'Version')}`,
      isRight: claimed(report, 'Node.js', 'Version') === process.version,
      found: process.version,
    },
    { claim: 'three load averages', isRight: load.length === 3 && load.every((n) => n >= 0), found: load.join(', ') },
  ]
}

/** The text after `- <label>:` in a section; empty when it is not there. */
function claimed(report: string, section: string, label: string): string {
  const body = report.split(`## ${section}\n`)[1]?.split('\n## ')[0] ?? ''
  const line = body.split('\n').find((text) => text.startsWith(`- ${label}: `))
  return line?.slice(`- ${label}: `.length).trim() ?? ''
}

function checkNumber(what: string, text: string, actual: number, tolerance: number): Check {
  const isRight = Math.abs(Number.parseFloat(text) - actual) <= tolerance
  return { claim: `${what}: ${text || 'missing'}`, isRight, found: String(Math.round(actual * 100) / 100) }
}

/** What changes from second to second can only be plausible: above zero and not above the total. */
function checkRange(what: string, text: string, total: number): Check {
  const value = Number.parseFloat(text)
  return {
    claim: `${what}: ${text || 'missing'}`,
    isRight: value > 0 && value <= total,
    found: `at most ${total.toFixed(2)}`,
  }
}
