import fs from 'node:fs'
import path from 'node:path'

/** Where a program is that is named by its name or its path; null when it is not there, or may not be run. */
export function findProgram(command: string, env: NodeJS.ProcessEnv): string | null {
  const places = command.includes('/') ? [''] : (env.PATH ?? '').split(path.delimiter)
  return places.map((place) => path.resolve(place, command)).find(isExecutable) ?? null
}

function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK)
    return fs.statSync(file).isFile()
  } catch {
    return false
  }
}
