import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import { closePools } from '@/platform/database'
import { Refusal } from '@/platform/errors'
import { asDatabaseOwner, foundCompany, type TestCompany } from '@/testing/company'
import { terminateAgent, updateAgent } from '.'

afterAll(closePools)

/** What somebody does to the tree; agents are named by their number, in the order in which they came. */
type Move =
  | { kind: 'hire'; below: number | null }
  | { kind: 'reparent'; agent: number; below: number | null }
  | { kind: 'terminate'; agent: number; successor: number | null }

const Pick = fc.nat({ max: 30 })
const Move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({ kind: fc.constant('hire' as const), below: fc.option(Pick) }),
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('reparent' as const), agent: Pick, below: fc.option(Pick) }) },
  fc.record({ kind: fc.constant('terminate' as const), agent: Pick, successor: fc.option(Pick) }),
)

async function carryOut({ board, hire }: TestCompany, ids: string[], move: Move): Promise<void> {
  const nth = (n: number) => ids[n % ids.length]!
  const nthOrNull = (n: number | null) => (n === null ? null : nth(n))
  if (move.kind === 'hire') ids.push((await hire({ managerId: nthOrNull(move.below) ?? undefined })).id)
  else if (move.kind === 'reparent')
    await updateAgent(board, { agentId: nth(move.agent), managerId: nthOrNull(move.below) })
  else {
    const plan = move.successor === null ? {} : { reparentReportsTo: nth(move.successor) }
    await terminateAgent(board, { agentId: nth(move.agent), plan })
  }
}

type Row = { id: string; managerId: string | null; status: string }

/** Every agent reaches the top in fewer steps than there are agents, and at most one that is not terminated stands there. */
function expectTree(agents: Row[]): void {
  const byId = new Map(agents.map((agent) => [agent.id, agent]))
  const roots = agents.filter(({ managerId, status }) => managerId === null && status !== 'terminated')
  expect(roots.length).toBeLessThanOrEqual(1)
  for (const agent of agents) {
    const way = new Set([agent.id])
    for (let above = agent.managerId; above; above = byId.get(above)?.managerId ?? null) {
      expect(byId.has(above)).toBe(true)
      expect(way.has(above)).toBe(false)
      way.add(above)
    }
  }
}

it('stays a tree whatever several people do to it at once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(Move, { minLength: 2, maxLength: 6 }), { minLength: 1, maxLength: 4 }),
      async (rounds) => {
        const company = await foundCompany()
        const ids: string[] = []
        for (let i = 0; i < 6; i++) ids.push((await company.hire({ managerId: ids[Math.floor((i - 1) / 2)] })).id)
        for (const moves of rounds) {
          const outcomes = await Promise.allSettled(moves.map((move) => carryOut(company, ids, move)))
          // Refused is fine, broken is not: a deadlock or a violated constraint would show here.
          for (const each of outcomes) if (each.status === 'rejected') expect(each.reason).toBeInstanceOf(Refusal)
          expectTree(
            await asDatabaseOwner<Row>(`SELECT id, "managerId", status FROM "Agent" WHERE "companyId" = $1`, [
              company.id,
            ]),
          )
        }
      },
    ),
    { numRuns: 25 },
  )
}, 120_000)

it('refuses a cycle that two moves would close together', async () => {
  const { board, hire } = await foundCompany()
  await hire()
  for (let i = 0; i < 5; i++) {
    const [a, b] = [await hire(), await hire()]
    const moves = [
      updateAgent(board, { agentId: a.id, managerId: b.id }),
      updateAgent(board, { agentId: b.id, managerId: a.id }),
    ]
    const outcomes = await Promise.allSettled(moves)
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  }
})

it('keeps its root: nobody else becomes one, and it goes below nobody', async () => {
  const { board, hire } = await foundCompany()
  const [root, gone, orphan] = [await hire(), await hire(), await hire()]
  await updateAgent(board, { agentId: orphan.id, managerId: gone.id })
  const second = updateAgent(board, { agentId: orphan.id, managerId: null })
  await expect(second).rejects.toMatchObject({ code: 'broken_rule', facts: { rule: 'root_exists' } })
  const below = updateAgent(board, { agentId: root.id, managerId: orphan.id })
  await expect(below).rejects.toMatchObject({ facts: { rule: 'org_cycle' } })
  const itself = updateAgent(board, { agentId: orphan.id, managerId: orphan.id })
  await expect(itself).rejects.toMatchObject({ facts: { rule: 'org_cycle' } })
  await terminateAgent(board, { agentId: root.id })
  expect(await updateAgent(board, { agentId: orphan.id, managerId: null })).toMatchObject({ managerId: null })
  const left = updateAgent(board, { agentId: orphan.id, managerId: gone.id })
  await expect(left).rejects.toMatchObject({ code: 'broken_rule' })
})
