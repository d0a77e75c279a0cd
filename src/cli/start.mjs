import { enterProject, main, runningSupervisor } from './project.mjs'
import { setUp } from './setup.mjs'

/** `npm start [-- --demo]`: set up what is missing, then run and watch everything, in this one process. */
await main(async () => {
  const unknown = process.argv.slice(2).filter((word) => word !== '--demo')
  if (unknown.length > 0) throw new Error(`Unknown option ${unknown[0]}. Use: npm start, or npm start -- --demo`)
  // before the set-up: it must not rebuild under a running product
  const running = runningSupervisor()
  if (running) {
    const where = running.url ? ` at ${running.url}` : ''
    throw new Error(
      `Paperclip runs in this folder already${where} (process ${running.pid}). Stop it there with Ctrl-C, or with: kill ${running.pid}`,
    )
  }
  enterProject()
  await setUp()
  const { supervise } = await import('../../dist/supervisor.mjs')
  await supervise({ isDemo: process.argv.includes('--demo') })
})
