import fs from 'node:fs'
import path from 'node:path'
import { bundlePrograms, bundleSupervisor } from './bundle.mjs'
import { schemaFingerprint, sourceFingerprint } from './fingerprint.mjs'
import { installProblem } from './installed.mjs'
import { nodeProblem } from './node-version.mjs'
import { claimPidFile } from './process-identity.mjs'
import { ROOT, tool } from './project.mjs'
import { run, runStep, StepFailed, unfinished, workStep } from './steps.mjs'

const RUN_FOLDER = path.join(ROOT, '.data', 'run')
const SETUP_LOCK = path.join(RUN_FOLDER, 'setup.json')
const BUILD_RECORD = path.join(ROOT, 'dist', 'build.json')
const SCHEMA_RECORD = path.join(ROOT, 'src', 'generated', 'prisma', 'schema.sha256')

/**
 * Brings the project into the state that a command needs: dependencies, the generated database client, and, unless `isBuildNeeded` is
 * false, the production build. Does nothing that is done already; redoes what an earlier run left unfinished. Throws sentences.
 */
export async function setUp({ isBuildNeeded = true } = {}) {
  const tooOld = nodeProblem()
  if (tooOld) throw new StepFailed(tooOld)
  await takeTurns()
  try {
    await ensureInstalled()
    await ensureGenerated()
    if (isBuildNeeded) await ensureBuilt()
  } finally {
    fs.rmSync(SETUP_LOCK, { force: true })
  }
}

/** Two set-ups at once in one folder would destroy each other's work. */
async function takeTurns() {
  // closed to others, except that root's database, which runs as another user, must be able to pass
  fs.mkdirSync(path.join(ROOT, '.data'), { recursive: true, mode: 0o711 })
  for (let isTold = false; ; ) {
    const holder = claimPidFile(SETUP_LOCK)
    if (!holder) return
    if (!isTold) console.log(`  Waiting for another set-up in this folder (process ${holder.pid}) ...`)
    isTold = true
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

async function ensureInstalled() {
  const mark = unfinished(RUN_FOLDER, 'install')
  const problem = fs.existsSync(mark.file) ? 'the last installation was interrupted' : installProblem(ROOT)
  if (!problem) return
  const label = problem === 'not installed yet' ? 'Installing packages' : `Installing packages (${problem})`
  const options = ['--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
  mark.begin()
  try {
    await runStep({ label, ...npm('ci', ...options), advice: '' })
  } catch (error) {
    console.error(error.message)
    console.error(
      'Trying npm install instead. It may change package-lock.json: git checkout package-lock.json undoes that.',
    )
    const advice = 'Check the network and the disk, then try again.'
    await runStep({ label: 'Installing packages (npm install)', ...npm('install', ...options), advice })
  }
  mark.end()
}

/** npm as it was called, else the one on the path. */
function npm(...args) {
  const own = process.env.npm_execpath
  if (own?.endsWith('.js') && fs.existsSync(own)) return { command: process.execPath, args: [own, ...args] }
  return { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', args }
}

/** Generates the database client when the schema or the generator changed. */
export async function ensureGenerated() {
  const fingerprint = schemaFingerprint(ROOT)
  if (readText(SCHEMA_RECORD) === fingerprint) return
  await runStep({
    label: 'Generating the database client',
    command: process.execPath,
    args: [tool('prisma', 'build', 'index.js'), 'generate'],
    // any existing program will do here: generating does not run it, but without it Prisma would try a download
    env: { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' },
    advice: 'Mend prisma/schema, then try again.',
  })
  fs.writeFileSync(SCHEMA_RECORD, fingerprint)
}

async function ensureBuilt() {
  const fingerprint = sourceFingerprint(ROOT)
  if (isBuilt(fingerprint)) return
  await build(fingerprint)
}

function isBuilt(fingerprint) {
  const programs = ['server', 'worker', 'paperclip', 'keeping', 'supervisor'].map((name) => `dist/${name}.mjs`)
  const products = [...programs, '.next/BUILD_ID']
  return (
    readText(BUILD_RECORD) === record(fingerprint) && products.every((name) => fs.existsSync(path.join(ROOT, name)))
  )
}

/** Builds everything. The record is written last, so that an interrupted build counts as none. */
export async function build(fingerprint = sourceFingerprint(ROOT)) {
  fs.rmSync(path.join(ROOT, 'dist'), { recursive: true, force: true })
  await workStep('Bundling server, worker and tool', async () => {
    await bundleSupervisor(ROOT)
    await bundlePrograms(ROOT)
  }).catch((error) => {
    throw new StepFailed(`${error.message}\n\nBundling failed. Mend the file that is named, then try again.`)
  })
  await runStep({
    label: 'Building the web pages',
    command: process.execPath,
    args: [tool('next', 'dist', 'bin', 'next'), 'build'],
    env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    advice: 'Mend the file that is named, then try again. If it was ended for lack of memory, about 1 GB must be free.',
  })
  fs.writeFileSync(BUILD_RECORD, record(fingerprint))
}

/** Where no Chromium is found, installs it where that is possible. Returns its path, or a sentence about what to install. */
export async function ensureBrowser() {
  const places = [
    process.env.CHROMIUM_PATH,
    '/usr/bin/chromium-headless-shell',
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ]
  const find = () => places.find((place) => place && fs.existsSync(place))
  if (find()) return { path: find() }
  const { output } = await run(process.execPath, [
    '-e',
    "console.log(require('@playwright/test').chromium.executablePath())",
  ])
  if (fs.existsSync(output.trim())) return { path: output.trim() }
  if (process.getuid?.() === 0 && fs.existsSync('/usr/bin/apt-get')) {
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    const advice = 'Install Chromium by hand, or name one by CHROMIUM_PATH.'
    const apt = (label, ...args) => runStep({ label, command: 'apt-get', args, env, advice })
    await apt('Updating package lists', 'update')
    // without its windows it is a smaller installation and a faster browser; not every Debian-like system has it apart
    const { code } = await run('apt-get', ['install', '--simulate', 'chromium-headless-shell'])
    const name = code === 0 ? 'chromium-headless-shell' : 'chromium'
    await apt('Installing Chromium', 'install', '-y', '--no-install-recommends', name)
    if (find()) return { path: find() }
  }
  return {
    problem:
      'No browser. Install one with: npx playwright install --with-deps chromium, or set CHROMIUM_PATH to a Chromium.',
  }
}

function record(fingerprint) {
  return `${JSON.stringify({ fingerprint, node: process.versions.node })}\n`
}

function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
