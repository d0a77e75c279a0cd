import { execFile } from 'node:child_process'

const LIMIT_MS = 15_000

/** What a program answers to `--version`, in one line; null when it fails or says nothing. */
export function versionOf(program: string): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(program, ['--version'], { timeout: LIMIT_MS }, (error, stdout) => {
      resolve(error ? null : stdout.trim().split('\n')[0] || null)
    })
  })
}
