import type { View, Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'

/** Managers of an agent, nearest first. */
export async function chainOfCommand(view: View, agentId: string) {
  return view.sql<{ id: string; name: string; role: string; title: string }>(
    `WITH RECURSIVE up AS (
       SELECT "managerId" AS id, 1 AS step FROM "Agent" WHERE "companyId" = $1 AND id = $2
       UNION ALL
       SELECT a."managerId", up.step + 1 FROM "Agent" a JOIN up ON a."companyId" = $1 AND a.id = up.id WHERE up.step < 64
     ) SELECT a.id, a.name, a.role, a.title FROM up JOIN "Agent" a ON a."companyId" = $1 AND a.id = up.id ORDER BY up.step`,
    [view.companyId, agentId],
  )
}

/** One change of the tree at a time in a company: two that are fine alone could close a cycle, or make two roots, together. */
export async function lockTree(work: Work): Promise<void> {
  await work.sql(`SELECT pg_advisory_xact_lock(hashtextextended('org:' || $1, 0))`, [work.companyId])
}

/**
 * Whose report a new agent is, in the locked tree: the manager that was named; when none was, the root; nobody, where there is none.
 * @param asked undefined for below the root, null for the root itself
 * @throws Refusal broken_rule when the manager is not a live agent of this company, or there is a root already
 */
export async function managerFor(work: Work, asked: string | null | undefined): Promise<string | null> {
  if (asked) return requireManager(work, asked)
  const root = await rootOf(work)
  if (root && asked === null) throw secondRoot(root)
  return root?.id ?? null
}

/**
 * Checks a new place for an agent, in the locked tree.
 * @throws Refusal broken_rule for a manager that is gone, a cycle, a second root, or the loss of the only one
 */
export async function requirePlace(work: Work, agentId: string, managerId: string | null): Promise<void> {
  const root = await rootOf(work)
  if (managerId === null) {
    if (root && root.id !== agentId) throw secondRoot(root)
    return
  }
  await requireManager(work, managerId)
  if (await isAtOrAbove(work, agentId, managerId)) {
    throw new Refusal('broken_rule', 'An agent cannot report to itself or to one of its own reports.', {
      rule: 'org_cycle',
    })
  }
  if (root?.id === agentId) {
    throw new Refusal(
      'broken_rule',
      'The root agent reports to nobody. Terminate it to let another one take its place.',
      {
        rule: 'root_needed',
      },
    )
  }
}

/** Whether an agent is another one, or a manager of it at whatever level. */
export async function isAtOrAbove(work: Work, agentId: string, belowId: string): Promise<boolean> {
  const [hit] = await work.sql(
    `WITH RECURSIVE up (id) AS (
       SELECT $2::uuid UNION SELECT a."managerId" FROM "Agent" a JOIN up ON a."companyId" = $1 AND a.id = up.id
     ) SELECT 1 FROM up WHERE id = $3`,
    [work.companyId, belowId, agentId],
  )
  return hit !== undefined
}

async function requireManager(work: Work, managerId: string): Promise<string> {
  const [manager] = await work.sql<{ name: string; status: string }>(
    `SELECT name, status FROM "Agent" WHERE "companyId" = $1 AND id = $2`,
    [work.companyId, managerId],
  )
  if (manager && manager.status !== 'terminated') return managerId
  const message = manager
    ? `${manager.name} is terminated and manages nobody. Name another manager.`
    : 'The manager is not an agent of this company. Create managers first.'
  throw new Refusal('broken_rule', message, { rule: 'manager_not_found', what: 'agent' })
}

type Root = { id: string; name: string }

async function rootOf(work: Work): Promise<Root | undefined> {
  const [root] = await work.sql<Root>(
    `SELECT id, name FROM "Agent" WHERE "companyId" = $1 AND "managerId" IS NULL AND status <> 'terminated'`,
    [work.companyId],
  )
  return root
}

function secondRoot(root: Root): Refusal {
  return new Refusal('broken_rule', `${root.name} is the root agent, and there is one. Name a manager.`, {
    rule: 'root_exists',
    rootAgentId: root.id,
  })
}
