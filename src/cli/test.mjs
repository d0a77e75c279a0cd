import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { ROOT, runningSupervisor, tool } from './project.mjs'
import { ensureBrowser, setUp } from './setup.mjs'
import { playwrightResult, total, vitestResult } from './test-results.mjs'
import { verify } from './verify.mjs'

/**
 * `npm test`: everything, on a fresh clone too. Needs no terminal. What failed is named again at the end; the last line is
 * `N passed, N failed`; the exit code is 1 when anything failed. A stage that cannot run counts as a failure.
 */
const REPORTS = path.join(ROOT, 'test-results')
const STAGE_LIMIT_SECONDS = 900

const results = []
// .env is not read and DATABASE_URL not handed on: tests have a cluster of their own
process.chdir(ROOT)
delete process.env.DATABASE_URL
if (runningSupervisor())
  console.log('Paperclip runs from this folder: restart it after the tests, which may build anew.')

if (await stage('Set-up and build', () => setUp())) {
  for (const project of ['rules', 'database', 'doors']) await stage(`Tests: ${project}`, () => runVitest(project))
  // a browser waits for its server half of the time: the checks need no more than that
  await Promise.all([
    stage('Tests: browser', runPlaywright),
    stage('Checks', () => verify({ areRulesIncluded: false })),
  ])
}
const { passed, failures } = total(results)
for (const failure of failures) console.log(`\n  ✗ ${failure.replaceAll('\n', '\n    ')}`)
console.log(`\n${passed} passed, ${failures.length} failed`)
process.exit(failures.length === 0 ? 0 : 1)

/** Runs one stage; what it returns, if anything, is counted. False when it could not run. */
async function stage(name, work) {
  console.log(`\n${name}`)
  try {
    const result = await work()
    if (result) {
      results.push(result)
      console.log(`  ${name}: ${result.passed} passed, ${result.failures.length} failed`)
    }
    return true
  } catch (error) {
    console.error(`${error.message}\n  ${name}: could not run, counted as 1 failed`)
    results.push({ passed: 0, failures: [`${name}: could not run`] })
    return false
  }
}

async function runVitest(project) {
  const file = reportFile(project)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const exitCode = await runShown([tool('vitest', 'vitest.mjs'), 'run', '--project', project, ...reporters])
  return vitestResult(readReport(file), exitCode)
}

async function runPlaywright() {
  const browser = await ensureBrowser()
  if (browser.problem) throw new Error(browser.problem)
  const file = reportFile('browser')
  const env = { CHROMIUM_PATH: browser.path, PLAYWRIGHT_JSON_OUTPUT_FILE: file }
  const exitCode = await runShown([tool('@playwright', 'test', 'cli.js'), 'test', '--reporter=list,json'], env)
  return playwrightResult(readReport(file), exitCode)
}

/** Runs a program with its output on ours. A stage that hangs is ended, with everything it started. */
function runShown(args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: true,
    })
    const end = (signal) => () => process.kill(-child.pid, signal)
    const onInterrupt = end('SIGTERM')
    process.once('SIGINT', onInterrupt)
    const timer = setTimeout(() => {
      console.error(`Ended: it took longer than ${STAGE_LIMIT_SECONDS} s.`)
      end('SIGKILL')()
    }, STAGE_LIMIT_SECONDS * 1000)
    child.once('close', (code) => {
      clearTimeout(timer)
      process.off('SIGINT', onInterrupt)
      resolve(code ?? 1)
    })
  })
}

function reportFile(name) {
  fs.mkdirSync(REPORTS, { recursive: true })
  const file = path.join(REPORTS, `${name}.json`)
  fs.rmSync(file, { force: true })
  return file
}

function readReport(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}
