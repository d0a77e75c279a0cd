import readline from 'node:readline/promises'
import { bundleSupervisor } from './bundle.mjs'
import { enterProject, main, ROOT, requireBuilt, requireInstalled, runningSupervisor } from './project.mjs'
import { run } from './steps.mjs'

const COMMANDS = { migrate, seed, reset, 'admin-link': adminLink }

/** `npm run db:migrate`, `npm run db:seed`, `npm run db:reset [-- --yes]`, `npm run db:admin-link`. */
await main(async () => {
  const [name] = process.argv.slice(2)
  requireInstalled(`npm run db:${name}`)
  enterProject()
  await COMMANDS[name]()
})

async function migrate() {
  const { migrateDatabase } = await supervisorBundle()
  report(await migrateDatabase())
}

async function reset() {
  const database = process.env.DATABASE_URL ? new URL(process.env.DATABASE_URL) : null
  const what = database ? `${database.pathname.slice(1)} at ${database.host}` : 'in .data/postgres'
  const running = runningSupervisor()
  if (running) throw new Error(`Paperclip is running (process ${running.pid}). Stop it first; nothing was deleted.`)
  if (
    !(await isAgreed(`Delete everything in the database ${what}? Companies, tasks, costs and the audit log are lost.`))
  ) {
    throw new Error('Nothing was deleted.')
  }
  const { resetDatabase } = await supervisorBundle()
  report(await resetDatabase())
}

/** For when nobody can get in: the link goes to the terminal of this machine, and nowhere else. */
async function adminLink() {
  const { makeAdminLink } = await supervisorBundle()
  const token = await makeAdminLink()
  const base = process.env.BASE_URL || runningSupervisor()?.url || `http://127.0.0.1:${process.env.PORT || 3100}`
  console.log(
    `Open this link within 24 hours to be the administrator again; it works once:\n\n  ${base.replace(/\/+$/, '')}/setup?token=${token}\n`,
  )
}

async function seed() {
  requireBuilt('npm run db:seed')
  const running = runningSupervisor()
  if (!running?.url)
    throw new Error('Paperclip is not running. Start it together with the example company: npm start -- --demo')
  const { code, output } = await run(process.execPath, ['dist/paperclip.mjs', 'demo', '--once'], {
    PAPERCLIP_URL: running.url,
  })
  console.log(output.trimEnd())
  if (code !== 0) throw new Error('The example company was not completed; see the lines above.')
}

async function isAgreed(question) {
  if (process.argv.includes('--yes')) return true
  if (!process.stdin.isTTY)
    throw new Error(`${question}\nNobody can answer here. To agree beforehand: npm run db:reset -- --yes`)
  const prompt = readline.createInterface({ input: process.stdin, output: process.stdout })
  const answer = await prompt.question(`${question} [y/N] `)
  prompt.close()
  return /^y(es)?$/i.test(answer.trim())
}

/** Bundled each time (a tenth of a second), so that these commands need no build. */
async function supervisorBundle() {
  await bundleSupervisor(ROOT)
  return import('../../dist/supervisor.mjs')
}

function report(applied) {
  console.log(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}`)
}
