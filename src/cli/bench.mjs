import { enterProject, main, requireInstalled } from './project.mjs'

/** `npm run bench`: measures the product; arguments are handed on. */
await main(async () => {
  requireInstalled('npm run bench')
  enterProject()
  await import('../testing/bench/run.mjs')
})
