import { execFile } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'

/**
 * The command lines of coding agents that the tests run, at the versions they were tried with. They are no dependencies: together they
 * are more than a gigabyte, and each has a licence of its own.
 */
const PACKAGES = {
  'claude-code': '@anthropic-ai/claude-code@2.1.330',
  codex: '@openai/codex@0.169.0',
  opencode: 'opencode-ai@1.18.33',
  gemini: '@google/gemini-cli@0.61.0',
} as const
/** The models that they speak to in the tests: scripted, on loopback. */
const MODEL_SERVER = '@copilotkit/aimock@1.43.0'

export type ToolName = keyof typeof PACKAGES

const CACHE = path.resolve(process.env.PAPERCLIP_TEST_CACHE ?? 'node_modules/.cache/agent-clis')
const INSTALL_LIMIT_MS = 300_000

const folderOf = (wanted: string): string => path.join(CACHE, wanted.replaceAll('/', '+'))

/** Which tools are to be tested: those that `PAPERCLIP_TEST_TOOLS` names, or `all`; by default those that were installed by an earlier test. */
export function toolsUnderTest(): ToolName[] {
  const names = Object.keys(PACKAGES) as ToolName[]
  const isHere = (name: ToolName) => fs.existsSync(path.join(folderOf(PACKAGES[name]), '.installed'))
  const wanted = process.env.PAPERCLIP_TEST_TOOLS?.split(',') ?? names.filter(isHere)
  const chosen = names.filter((name) => wanted.includes('all') || wanted.includes(name))
  const left = names.filter((name) => !chosen.includes(name))
  if (left.length > 0) {
    process.stdout.write(`Coding agents: without ${left.join(', ')}; with them: PAPERCLIP_TEST_TOOLS=all npm test\n`)
  }
  return chosen
}

/** A folder with the package, installed once; null when the registry does not give it, which is said in the output. */
export async function installed(name: ToolName | 'model-server'): Promise<string | null> {
  const wanted = name === 'model-server' ? MODEL_SERVER : PACKAGES[name]
  const folder = folderOf(wanted)
  const done = path.join(folder, '.installed')
  if (fs.existsSync(done)) return folder
  fs.mkdirSync(folder, { recursive: true })
  fs.writeFileSync(path.join(folder, 'package.json'), '{"private":true}')
  process.stdout.write(`Installing ${wanted} for the tests (once).\n`)
  const problem = await npmInstall(folder, wanted)
  if (problem) {
    process.stdout.write(`Skipped: ${wanted} could not be installed: ${problem}\n`)
    return null
  }
  fs.writeFileSync(done, '')
  return folder
}

/** Where the programs of an installed package are. */
export function programsIn(folder: string): string {
  return path.join(folder, 'node_modules', '.bin')
}

function npmInstall(folder: string, wanted: string): Promise<string | null> {
  const args = ['install', '--no-audit', '--no-fund', '--loglevel=error', wanted]
  return new Promise((resolve) => {
    execFile('npm', args, { cwd: folder, timeout: INSTALL_LIMIT_MS }, (error, _stdout, stderr) => {
      resolve(error ? stderr.trim().split('\n').at(-1) || error.message : null)
    })
  })
}
