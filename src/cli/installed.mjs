import fs from 'node:fs'
import path from 'node:path'

/**
 * Why `node_modules` does not hold what `package-lock.json` asks for, in a few words; null when it does. npm writes its own list
 * (`node_modules/.package-lock.json`) as the last thing of an installation, so an interrupted one has none.
 */
export function installProblem(root) {
  const wanted = readPackages(path.join(root, 'package-lock.json'))
  if (!wanted) return 'package-lock.json cannot be read'
  const installed = readPackages(path.join(root, 'node_modules', '.package-lock.json'))
  if (!installed) return 'not installed yet'
  for (const [place, entry] of Object.entries(wanted)) {
    if (place === '' || entry.optional || entry.devOptional || entry.peer) continue
    if (installed[place]?.version !== entry.version) return `${nameOf(place)} ${entry.version} is missing`
    if (!fs.existsSync(path.join(root, place, 'package.json'))) return `${nameOf(place)} is incomplete`
  }
  return null
}

function readPackages(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')).packages ?? null
  } catch {
    return null
  }
}

function nameOf(place) {
  return place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)
}
