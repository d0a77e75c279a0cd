import fs from 'node:fs'
import { enterProject, main, requireBuilt } from './project.mjs'

/** `npm run worker`: one more worker, for the control plane that PAPERCLIP_URL names (by default the one on this machine). */
await main(async () => {
  requireBuilt('npm run worker')
  enterProject()
  process.env.PAPERCLIP_URL ??= `http://127.0.0.1:${process.env.PORT || 3100}`
  process.env.PAPERCLIP_WORKER_HOME ??= `.data/worker-${process.pid}`
  if (!process.env.PAPERCLIP_WORKER_KEY) {
    if (!fs.existsSync('.data/worker.key')) {
      throw new Error(
        'This worker has no key. Set PAPERCLIP_WORKER_KEY to the content of .data/worker.key of the control plane.',
      )
    }
    process.env.PAPERCLIP_WORKER_KEY = fs.readFileSync('.data/worker.key', 'utf8').trim()
  }
  await import('../../dist/worker.mjs')
})
