import fs from 'node:fs'
import { bundleSupervisor, programOptions } from './bundle.mjs'
import { enterProject, main, ROOT, runningSupervisor } from './project.mjs'
import { setUp } from './setup.mjs'

/** `npm run dev`: the product from its sources. Pages reload by themselves; server and worker are restarted when a file of theirs changed. */
await main(async () => {
  const running = runningSupervisor()
  if (running) throw new Error(`Paperclip runs in this folder already (process ${running.pid}). Stop it first.`)
  enterProject()
  await setUp({ isBuildNeeded: false })
  fs.rmSync('dist', { recursive: true, force: true }) // what is written now is no production build
  await bundleSupervisor(ROOT)
  let restart = () => {}
  const esbuild = await import('esbuild')
  for (const [name, entry] of Object.entries(programOptions().entryPoints)) {
    const context = await esbuild.context({
      ...programOptions(),
      absWorkingDir: ROOT,
      entryPoints: { [name]: entry },
      logLevel: 'warning',
      plugins: [restartAfterRebuild(name, () => restart(name === 'server' ? 'web' : name))],
    })
    await context.watch()
  }
  const { supervise } = await import('../../dist/supervisor.mjs')
  const supervisor = await supervise({ isDevelopment: true })
  restart = (part) => supervisor.restart(part)
})

function restartAfterRebuild(name, restart) {
  return {
    name: `restart-${name}`,
    setup(build) {
      build.onEnd((result) => {
        if (result.errors.length === 0 && name !== 'paperclip') restart()
      })
    },
  }
}
