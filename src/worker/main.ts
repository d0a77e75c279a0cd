import fs from 'node:fs'
import { connect, Refused } from './control-plane'
import { endOrphans } from './run-records'
import { RUNTIMES } from './runtimes'
import { readFlags, readSettings, SettingsError, USAGE } from './settings'
import { createWorker } from './worker'

/** The worker cannot begin; trying again will not help. */
const EXIT_REFUSED = 2

function say(sentence: string): void {
  console.log(`${new Date().toISOString()} ${sentence}`)
}

async function start(argv: readonly string[]): Promise<number> {
  const { values: flags, positionals } = readFlags(argv)
  if (flags.help) {
    console.log(USAGE)
    return 0
  }
  if (flags.test) return testRuntime(flags.test, positionals[0] ?? '{}')
  const settings = readSettings(flags, process.env)
  fs.mkdirSync(settings.home, { recursive: true, mode: 0o700 })
  for (const runId of endOrphans(settings.home)) say(`Ended what a killed worker had left of run ${runId}.`)

  const worker = createWorker(settings, connect(settings.url, settings.key), say)
  endWith(worker)
  try {
    await worker.work()
    // `drain` decides when the process ends
    return await new Promise<never>(() => {})
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    console.error(`${settings.url} does not accept this worker: ${sentence(error.message)} ${adviceFor(error)}`)
    await worker.stopNow()
    return EXIT_REFUSED
  }
}

/** Signals drain, a second one ends at once; without the supervisor nobody would stop the processes, so they end too. */
function endWith(worker: ReturnType<typeof createWorker>): void {
  let signals = 0
  const end = (work: Promise<void>, code = 0) => void work.finally(() => process.exit(code))
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(name, () => end(signals++ === 0 ? worker.drain() : worker.stopNow()))
  }
  process.on('disconnect', () => end(worker.stopNow()))
  process.on('uncaughtException', (error) => {
    console.error(error)
    end(worker.stopNow(), 1)
  })
}

async function testRuntime(name: string, settings: string): Promise<number> {
  const runtime = RUNTIMES[name]
  if (!runtime) throw new SettingsError(`There is no runtime "${name}"; there is ${Object.keys(RUNTIMES).join(', ')}.`)
  const { ok, message } = await runtime.test(readJson(settings), true)
  console.log(message)
  return ok ? 0 : 1
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new SettingsError(`${text} is not JSON. Write for example: --test bash '{"command":"node"}'`)
  }
}

const sentence = (text: string) => (text.endsWith('.') ? text : `${text}.`)

function adviceFor({ status }: Refused): string {
  if (status === 426) return 'Both have to be of one version.'
  if (status === 401)
    return 'Give --key, or set PAPERCLIP_WORKER_KEY, to the key of that control plane (.data/worker.key there).'
  return 'Is this the address of Paperclip? Give it as people open it in a browser, with --url.'
}

start(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error) => {
    console.error(error instanceof SettingsError ? error.message : error)
    process.exit(error instanceof SettingsError ? EXIT_REFUSED : 1)
  },
)
