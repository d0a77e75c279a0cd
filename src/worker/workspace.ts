import fs from 'node:fs'
import path from 'node:path'

/**
 * The folder in which an agent's runs begin, made when it is missing and closed to other users. Ids come from outside the worker:
 * one that could lead out of the home is refused.
 * @throws Error with a sentence
 */
export function ensureWorkspace(home: string, companyId: string, agentId: string): string {
  for (const id of [companyId, agentId]) {
    if (!/^\w[\w-]*$/.test(id)) throw new Error(`"${id}" cannot be the name of a workspace.`)
  }
  const folder = path.join(home, 'workspaces', companyId, agentId)
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  return folder
}
