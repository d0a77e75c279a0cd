import { fileURLToPath } from 'node:url'
import { enterProject, main, requireInstalled, tool } from './project.mjs'
import { ensureGenerated } from './setup.mjs'
import { run } from './steps.mjs'

const CHECKS = [
  ['Style and mistakes (Biome)', [tool('@biomejs', 'biome', 'bin', 'biome'), 'check', '--error-on-warnings', '.']],
  ['Types (TypeScript)', [tool('typescript', 'bin', 'tsc'), '--noEmit']],
  [
    'Walls (dependency-cruiser)',
    ['--import', './src/cli/older-typescript.mjs', tool('dependency-cruiser', 'bin', 'dependency-cruise.mjs'), 'src'],
  ],
  ['Unused code (knip)', [tool('knip', 'bin', 'knip.js'), '--no-progress']],
]
const RULE_TESTS = ['Rules (Vitest)', [tool('vitest', 'vitest.mjs'), 'run', '--project', 'rules', '--reporter=dot']]

/** Runs the static checks, and the rule tests if asked; prints one line each, and the output of those that fail. */
export async function verify({ areRulesIncluded }) {
  const result = { passed: 0, failures: [] }
  for (const [name, args] of areRulesIncluded ? [...CHECKS, RULE_TESTS] : CHECKS) {
    const startedAt = Date.now()
    const { code, output } = await run(process.execPath, args, { NO_COLOR: '1', CI: 'true' }, 300)
    if (code === 0) result.passed++
    else result.failures.push(name)
    console.log(`  ${code === 0 ? '✓' : '✗'} ${name.padEnd(34)} ${((Date.now() - startedAt) / 1000).toFixed(1)} s`)
    if (code !== 0) console.log(output.trimEnd().replace(/^/gm, '      '))
  }
  return result
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    requireInstalled('npm run verify')
    enterProject()
    await ensureGenerated()
    const { failures } = await verify({ areRulesIncluded: true })
    if (failures.length > 0) process.exitCode = 1
  })
}
