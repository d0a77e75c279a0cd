import { enterProject, main, requireInstalled, tool } from './project.mjs'
import { run } from './steps.mjs'

/** `npm run format`: formats every file and mends what can be mended safely. */
await main(async () => {
  requireInstalled('npm run format')
  enterProject()
  const { code, output } = await run(process.execPath, [
    tool('@biomejs', 'biome', 'bin', 'biome'),
    'check',
    '--write',
    '.',
  ])
  console.log(output.trimEnd())
  process.exitCode = code
})
