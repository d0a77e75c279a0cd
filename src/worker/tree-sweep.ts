import fs from 'node:fs'
import path from 'node:path'
import { rest } from './backoff'
import type { ControlPlane } from './control-plane'
import { plainGit } from './git'
import { removeTaskTreeAt } from './repository'

/** A task of whose tree a worker asks whether it is still worked on. */
export type KnownTree = { companyId: string; agentId: string; identifier: string; folder: string }

const FIRST_MS = 60_000
const EVERY_MS = 3_600_000
const PAGE = 200

/** The trees that are in a worker's home. */
export function treesIn(home: string): KnownTree[] {
  const root = path.join(home, 'workspaces')
  return foldersIn(root).flatMap((companyId) =>
    foldersIn(path.join(root, companyId)).flatMap((agentId) => {
      const tasks = path.join(root, companyId, agentId, 'tasks')
      return foldersIn(tasks)
        .filter((identifier) => fs.existsSync(path.join(tasks, identifier, '.git')))
        .map((identifier) => ({ companyId, agentId, identifier, folder: path.join(tasks, identifier) }))
    }),
  )
}

function foldersIn(folder: string): string[] {
  if (!fs.existsSync(folder)) return []
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
}

/**
 * Removes the trees of tasks that people ended, if nothing in them is unsaved; what a run itself ends is removed with the run.
 * @param isBusy whether a run works in it now
 * @returns the identifiers of those that are gone
 */
export async function sweepTrees(
  home: string,
  workerId: string,
  controlPlane: ControlPlane,
  isBusy: (tree: KnownTree) => boolean,
): Promise<string[]> {
  const trees = treesIn(home)
  const gone: string[] = []
  for (let at = 0; at < trees.length; at += PAGE) {
    const page = trees.slice(at, at + PAGE)
    const asked = page.map(({ companyId, identifier }) => ({ companyId, identifier }))
    const { over } = await controlPlane.findOver({ workerId, tasks: asked })
    for (const tree of page) {
      const isOver = over.some((task) => task.companyId === tree.companyId && task.identifier === tree.identifier)
      if (isOver && (await removeTaskTreeAt(plainGit, tree.folder, () => isBusy(tree)))) gone.push(tree.identifier)
    }
  }
  return gone
}

/** Sweeps a minute after the start, and then every hour, until `ending`. */
export async function sweepTreesUntil(ending: AbortSignal, sweep: () => Promise<void>): Promise<void> {
  for (let pause = FIRST_MS; ; pause = EVERY_MS) {
    await rest(pause, ending)
    if (ending.aborted) return
    // what could not be asked now is asked in an hour
    await sweep().catch(() => {})
  }
}
