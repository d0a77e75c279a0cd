import fs from 'node:fs'
import path from 'node:path'

/**
 * The real path of a place in the workspace, which need not exist yet. Links are followed, as far as there are any, before it is
 * decided whether the place is inside.
 * @throws Error with a sentence when the place is outside
 */
export function inside(workspace: string, place: string): string {
  if (place.includes('\0')) throw new Error('A path cannot contain NUL.')
  const root = fs.realpathSync(workspace)
  const real = realPath(path.resolve(root, withoutRoot(workspace, place)))
  if (real !== root && !real.startsWith(root + path.sep)) throw new Error(`${place} leads out of the workspace.`)
  return real
}

/** An absolute path below the workspace under the name by which it is known, as a path relative to it. */
function withoutRoot(workspace: string, place: string): string {
  const below = path.isAbsolute(place) ? path.relative(workspace, place) : place
  return path.isAbsolute(place) && below.startsWith('..') ? place : below
}

/** The deepest part that exists, its links followed, and the rest as it is. A link to nothing counts as what it points to. */
function realPath(place: string, links = 0): string {
  const found = fs.lstatSync(place, { throwIfNoEntry: false })
  if (!found) return path.join(realPath(path.dirname(place), links), path.basename(place))
  if (!found.isSymbolicLink()) return fs.realpathSync(place)
  if (links > 40) throw new Error('There are too many links in that path.')
  return realPath(path.resolve(fs.realpathSync(path.dirname(place)), fs.readlinkSync(place)), links + 1)
}
