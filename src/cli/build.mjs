import { enterProject, main, requireInstalled, runningSupervisor } from './project.mjs'
import { build, ensureGenerated } from './setup.mjs'

/** `npm run build`: builds whether or not anything changed. */
await main(async () => {
  requireInstalled('npm run build')
  enterProject()
  if (runningSupervisor()) console.log('Paperclip runs from this folder: restart it after this build.')
  await ensureGenerated()
  await build()
})
