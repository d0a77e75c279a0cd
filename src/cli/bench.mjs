import { spawn } from 'node:child_process'
import { enterProject, main, requireInstalled } from './project.mjs'

/** `npm run bench`: measures the product in a process of its own; arguments are handed on. */
await main(async () => {
  requireInstalled('npm run bench')
  enterProject()
  const bench = spawn(process.execPath, ['src/testing/bench/run.mjs', ...process.argv.slice(2)], { stdio: 'inherit' })
  bench.once('exit', (code) => {
    process.exitCode = code ?? 1
  })
})
