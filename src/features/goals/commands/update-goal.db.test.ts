import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Caller } from '@/platform/command'
import { closePools } from '@/platform/database'
import { asDatabaseOwner, foundCompany, type TestCompany } from '@/testing/company'
import { getGoal } from '../queries/get-goal'
import { listGoals } from '../queries/list-goals'
import { createGoal } from './create-goal'
import { updateGoal } from './update-goal'

let company: TestCompany
let board: Caller
beforeAll(async () => {
  company = await foundCompany({ mission: 'Sell boats' })
  board = company.board
})
afterAll(closePools)

const below = (parentId: string | null, title = 'Goal') => createGoal(board, { title, parentId })
const mission = async (of: Caller = board) => (await listGoals(of, {})).find((goal) => goal.parentId === null)!

describe('moving a goal', () => {
  it('takes all below it along, and shows the new way to it', async () => {
    const [sail, motor] = [await below(null, 'Sail'), await below(null, 'Motor')]
    const hull = await below(sail.id, 'Hull')
    const paint = await below(hull.id, 'Paint')
    await updateGoal(board, { goalId: hull.id, parentId: motor.id })
    const titles = (await getGoal(board, { goalId: paint.id })).ancestry.map((each) => each.title)
    expect(titles).toEqual(['Sell boats', 'Motor', 'Hull', 'Paint'])
    expect((await updateGoal(board, { goalId: hull.id, parentId: null })).ancestry.map((each) => each.title)).toEqual([
      'Sell boats',
      'Hull',
    ])
  })

  it('never closes a circle, nor moves or renames the mission', async () => {
    const one = await below(null)
    const two = await below(one.id)
    const root = await mission()
    const rule = (name: string) => ({ code: 'broken_rule', facts: { rule: name } })
    await expect(updateGoal(board, { goalId: one.id, parentId: one.id })).rejects.toMatchObject(rule('goal_cycle'))
    await expect(updateGoal(board, { goalId: one.id, parentId: two.id })).rejects.toMatchObject(rule('goal_cycle'))
    await expect(updateGoal(board, { goalId: root.id, parentId: one.id })).rejects.toMatchObject(rule('mission'))
    await expect(updateGoal(board, { goalId: root.id, title: 'Other' })).rejects.toMatchObject(rule('mission'))
    expect(await updateGoal(board, { goalId: root.id, title: root.title, description: 'Why' })).toMatchObject({
      parentId: null,
      description: 'Why',
    })
  })

  it('ends at a depth, for new goals and for moved trees', async () => {
    let parent: string | null = null
    for (let level = 2; level <= 32; level++) parent = (await below(parent)).id
    await expect(below(parent)).rejects.toMatchObject({ code: 'broken_rule', facts: { rule: 'goal_depth' } })
    const top = await below(null)
    await below(top.id)
    const nextToLast = (await getGoal(board, { goalId: parent! })).parentId
    const move = updateGoal(board, { goalId: top.id, parentId: nextToLast })
    await expect(move).rejects.toMatchObject({ code: 'broken_rule', facts: { rule: 'goal_depth' } })
  })

  it('leaves one tree below the mission, whatever moves at once', async () => {
    const other = await foundCompany()
    const root = (await mission(other.board)).id
    const ids: string[] = []
    for (let n = 0; n < 8; n++) ids.push((await createGoal(other.board, { title: `Goal ${n}` })).id)
    const moves = fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { minLength: 2, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(moves, async (pairs) => {
        const all = pairs.map(([a, b]) => updateGoal(other.board, { goalId: ids[a]!, parentId: ids[b]! }))
        await Promise.allSettled(all)
        const [tree] = await asDatabaseOwner<{ reached: number }>(
          `WITH RECURSIVE down AS (SELECT $1::uuid AS id UNION SELECT g.id FROM "Goal" g JOIN down ON g."parentId" = down.id)
           SELECT count(*)::int AS reached FROM down`,
          [root],
        )
        expect(tree?.reached).toBe(9)
      }),
      { numRuns: 15 },
    )
  })
})

describe('the owner of a goal', () => {
  it('is an agent or a member, never both, and the later one stays', async () => {
    const ada = await company.hire({ name: 'Ada' })
    const me = board.actor.id
    const goal = await createGoal(board, { title: 'Owned', ownerPersonId: me })
    expect(goal.owner).toEqual({ kind: 'person', id: me, name: 'Test owner' })
    const given = await updateGoal(board, { goalId: goal.id, ownerAgentId: ada.id })
    expect(given).toMatchObject({ ownerPersonId: null, owner: { kind: 'agent', id: ada.id, name: 'Ada' } })
    expect(await updateGoal(board, { goalId: goal.id, ownerAgentId: null })).toMatchObject({ owner: null })
    const both = createGoal(board, { title: 'Two', ownerAgentId: ada.id, ownerPersonId: me })
    await expect(both).rejects.toMatchObject({ code: 'invalid_input' })
    const stranger = (await foundCompany()).board.actor.id
    await expect(createGoal(board, { title: 'X', ownerPersonId: stranger })).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  it('decides which goals an agent may change', async () => {
    const { hire, asAgent, board: owner } = await foundCompany()
    const [root, ada, bob] = [await hire(), await hire(), await hire()]
    const adas = await createGoal(owner, { title: 'Of Ada', ownerAgentId: ada.id })
    const part = await createGoal(await asAgent(bob.id), { title: 'Part', parentId: adas.id })
    expect(part.ownerAgentId).toBe(bob.id)
    const rename = async (agentId: string, goalId: string) =>
      (await updateGoal(await asAgent(agentId), { goalId, title: 'Renamed' })).title
    expect(await rename(ada.id, adas.id)).toBe('Renamed')
    expect(await rename(ada.id, part.id)).toBe('Renamed')
    expect(await rename(bob.id, part.id)).toBe('Renamed')
    expect(await rename(root.id, part.id)).toBe('Renamed')
    await expect(rename(bob.id, adas.id)).rejects.toMatchObject({ code: 'forbidden' })
    const nobodys = await createGoal(owner, { title: 'Free' })
    expect(await rename(bob.id, nobodys.id)).toBe('Renamed')
    await expect(rename(root.id, (await mission(owner)).id)).rejects.toMatchObject({ code: 'forbidden' })
  })
})
