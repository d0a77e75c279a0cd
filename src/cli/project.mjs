import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { isRunning, readPidFile } from './process-identity.mjs'

/** The project's folder, from wherever a command is called. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..')

/** Makes the project's folder the working directory and reads `.env`; what is set already is not overridden. */
export function enterProject() {
  process.chdir(ROOT)
  if (fs.existsSync('.env')) process.loadEnvFile('.env')
}

/** The supervisor that runs from this folder (`{pid, url}`), or null. */
export function runningSupervisor() {
  const record = readPidFile(path.join(ROOT, '.data', 'run', 'supervisor.json'))
  return record && isRunning(record) ? record : null
}

/** The command line of a tool from `node_modules`, without going through a shell or npx. */
export function tool(...segments) {
  return path.join(ROOT, 'node_modules', ...segments)
}

/** Ends the process with a sentence when the dependencies are not there. `what` is the command that needs them. */
export function requireInstalled(what) {
  if (fs.existsSync(path.join(ROOT, 'node_modules', '.package-lock.json'))) return
  console.error(
    `${what} needs the dependencies, which are not installed. Run npm start (it installs them) or npm ci first.`,
  )
  process.exit(1)
}

/** Ends the process with a sentence when there is no build. */
export function requireBuilt(what) {
  requireInstalled(what)
  if (fs.existsSync(path.join(ROOT, 'dist', 'build.json'))) return
  console.error(`${what} needs the built product. Run npm run build first; npm start does it by itself.`)
  process.exit(1)
}

/** Runs a command's body; an error becomes its sentence and exit code 1. */
export async function main(body) {
  try {
    await body()
  } catch (error) {
    console.error(`\n${explain(error)}`)
    process.exit(1)
  }
}

function explain(error) {
  if (error.code === 'ENOSPC') return `The disk is full. Free some space below ${ROOT}, then try again.`
  if (error.code === 'EACCES' || error.code === 'EPERM') {
    return `${error.path ?? ROOT} cannot be written by this user. Change its owner, or run this as its owner.`
  }
  return error.message
}
