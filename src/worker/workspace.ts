import fs from 'node:fs'
import path from 'node:path'

/**
 * The folder in which an agent's runs begin, made when it is missing and closed to other users. Ids come from outside the worker:
 * one that could lead out of the home is refused.
 * @throws Error with a sentence
 */
export function ensureWorkspace(home: string, companyId: string, agentId: string): string {
  const folder = agentFolder(home, 'workspaces', companyId, agentId)
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  return folder
}

/** Where one of the agent's folders is, made or not. @throws Error with a sentence */
export function agentFolder(home: string, kind: 'workspaces' | 'homes', companyId: string, agentId: string): string {
  for (const id of [companyId, agentId]) {
    if (!/^\w[\w-]*$/.test(id)) throw new Error(`"${id}" cannot be the name of a workspace.`)
  }
  return path.join(home, kind, companyId, agentId)
}
