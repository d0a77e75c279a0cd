import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Caller } from '@/platform/command'
import { closePools } from '@/platform/database'
import { asDatabaseOwner, codeOf, foundCompany, type TestCompany } from '@/testing/company'
import {
  acceptInteraction,
  answerInteraction,
  createInteraction,
  createTask,
  getInteraction,
  listInteractions,
  listTasks,
  rejectInteraction,
  updateTask,
  withdrawInteraction,
} from '.'

let company: TestCompany
let ada: Caller
let adaId: string
let taskId: string

beforeAll(async () => {
  company = await foundCompany()
  adaId = (await company.hire({ name: 'Ada' })).id
  ada = await company.asAgent(adaId)
  taskId = (await createTask(company.board, { title: 'Plan it', assigneeId: adaId })).id
})
afterAll(closePools)

const wokenBy = async (interactionId: string) =>
  asDatabaseOwner<{ agentId: string; isForEngine: boolean }>(
    `SELECT data->>'agentId' AS "agentId", "isForEngine" FROM "OutboxEvent" WHERE name = 'interaction/resolved' AND data->>'interactionId' = $1`,
    [interactionId],
  )

describe('suggested tasks', () => {
  const suggestion = {
    kind: 'suggest_tasks' as const,
    payload: {
      tasks: [
        { clientKey: 'design', title: 'Design' },
        { title: 'Draw', parentClientKey: 'design' },
        { title: 'Write' },
      ],
    },
  }

  it('are made below the task when they are accepted, once under many acceptances', async () => {
    const { id } = await createInteraction(ada, { ...suggestion, taskId })
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, () => codeOf(acceptInteraction(company.board, { interactionId: id }))),
    )
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome === 'illegal_transition')).toHaveLength(5)
    const below = await listTasks(company.board, { parentId: taskId })
    expect(below.map((task) => task.title).sort()).toEqual(['Design', 'Write'])
    const design = below.find((task) => task.title === 'Design')
    expect((await listTasks(company.board, { parentId: design!.id })).map((task) => task.title)).toEqual(['Draw'])
    const { result } = await getInteraction(ada, { interactionId: id })
    expect(result?.taskIds).toHaveLength(3)
    expect(await wokenBy(id)).toEqual([{ agentId: adaId, isForEngine: true }])
  })

  it('are taken in part, and refused as a whole when one cannot be made', async () => {
    const some = await createInteraction(ada, { ...suggestion, taskId })
    const taken = await acceptInteraction(company.board, { interactionId: some.id, selected: [2] })
    expect(taken.result?.taskIds).toHaveLength(1)
    expect(taken.result?.selected).toEqual([2])
    const gone = await company.hire({ name: 'Gone' })
    const lost = await createInteraction(ada, {
      taskId,
      kind: 'suggest_tasks',
      payload: { tasks: [{ title: 'Fine' }, { title: 'Lost', assigneeId: gone.id }] },
    })
    await asDatabaseOwner(`UPDATE "Agent" SET status = 'terminated' WHERE id = $1`, [gone.id])
    expect(await codeOf(acceptInteraction(company.board, { interactionId: lost.id }))).toBe('broken_rule')
    expect((await listTasks(company.board, { parentId: taskId })).map((task) => task.title)).not.toContain('Fine')
    expect((await getInteraction(ada, { interactionId: lost.id })).status).toBe('pending')
  })
})

describe('questions and confirmations', () => {
  it('are answered by people, from the options, and not by who asked', async () => {
    const { id: interactionId } = await createInteraction(ada, {
      taskId,
      kind: 'ask_user_questions',
      payload: {
        questions: [
          { id: 'where', prompt: 'Where?', options: ['here', 'there'] },
          { id: 'why', prompt: 'Why?', isRequired: false },
        ],
      },
    })
    const answer = (answers: object, caller = company.board) =>
      codeOf(answerInteraction(caller, { interactionId, answers: { ...answers } }))
    expect(await answer({})).toBe('invalid_input')
    expect(await answer({ where: 'nowhere' })).toBe('invalid_input')
    expect(await answer({ where: 'here', what: 'x' })).toBe('invalid_input')
    expect(await answer({ where: 'here' }, ada)).toBe('forbidden')
    expect(await codeOf(acceptInteraction(company.board, { interactionId }))).toBe('broken_rule')
    expect(await answer({ where: 'here' })).toBe('done')
    expect(await answer({ where: 'there' })).toBe('illegal_transition')
    expect((await getInteraction(ada, { interactionId })).result).toEqual({ answers: { where: 'here' } })
  })

  it('are one for one key, wake as was asked, and are taken back by who asked', async () => {
    const ask = { taskId, kind: 'request_confirmation' as const, payload: { prompt: 'Go?' } }
    const same = await Promise.all(
      Array.from({ length: 5 }, () => createInteraction(ada, { ...ask, requestKey: 'go', continuation: 'none' })),
    )
    expect(new Set(same.map((each) => each.id)).size).toBe(1)
    await rejectInteraction(company.board, { interactionId: same[0]!.id, note: 'Not yet.' })
    expect(await wokenBy(same[0]!.id)).toMatchObject([{ isForEngine: false }])
    const other = await createInteraction(ada, { ...ask })
    expect((await withdrawInteraction(ada, { interactionId: other.id })).status).toBe('cancelled')
  })

  it('expire with their task', async () => {
    const { id } = await createTask(company.board, { title: 'Short', assigneeId: adaId })
    const asked = await createInteraction(ada, {
      taskId: id,
      kind: 'request_confirmation',
      payload: { prompt: 'Still?' },
    })
    await updateTask(company.board, { taskId: id, state: 'cancelled' })
    expect((await listInteractions(company.board, { taskId: id })).map((each) => each.status)).toEqual(['expired'])
    expect(await codeOf(rejectInteraction(company.board, { interactionId: asked.id }))).toBe('illegal_transition')
    const late = createInteraction(ada, { taskId: id, kind: 'request_confirmation', payload: { prompt: 'Hm?' } })
    expect(await codeOf(late)).toBe('illegal_transition')
  })
})
