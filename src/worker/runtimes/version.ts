import { execFile } from 'node:child_process'
import { basicEnvironment } from './agent-environment'

const LIMIT_MS = 15_000

/** What a program answers to `--version`, in one line; null when it fails or says nothing. */
export function versionOf(program: string): Promise<string | null> {
  return new Promise((resolve) => {
    // an agent's settings name it
    const options = { timeout: LIMIT_MS, env: basicEnvironment(process.env) as NodeJS.ProcessEnv }
    execFile(program, ['--version'], options, (error, stdout) => {
      resolve(error ? null : stdout.trim().split('\n')[0] || null)
    })
  })
}
