import { afterEach, describe, expect, it } from 'vitest'
import { now, setClock } from '@/platform/clock'
import { newId } from '@/platform/ids'
import { asDatabaseOwner, foundCompany } from '@/testing/company'
import {
  approveCliChallenge,
  callerFor,
  cancelCliChallenge,
  createCliChallenge,
  fetchCliKey,
  findCliChallenge,
  forgetCliChallenges,
} from '.'
import { type Identity, proveBearer } from './identity'

const ask = () => createCliChallenge({ command: 'paperclip auth login', clientName: 'laptop' })

/** Moves the clock, and back after the test. */
let putBack = () => {}
function later(minutes: number): void {
  putBack()
  const at = new Date(Date.now() + minutes * 60_000)
  putBack = setClock(() => at)
}
afterEach(() => putBack())

async function keysOf(companyId: string): Promise<number> {
  const [row] = await asDatabaseOwner<{ keys: number }>(
    `SELECT count(*)::int AS keys FROM "ApiKey" WHERE "companyId" = $1`,
    [companyId],
  )
  return row!.keys
}

describe('letting a command line in', () => {
  it('makes one key that acts as the person who approved, and hands it out once', async () => {
    const company = await foundCompany()
    const { id, secret, boardToken } = await ask()
    await expect(proveBearer(boardToken)).rejects.toMatchObject({ code: 'unauthenticated' })
    expect(await fetchCliKey(id, secret)).toMatchObject({ status: 'pending', boardToken: null })

    const key = await approveCliChallenge(company.board, { challengeId: id })
    expect(key).toMatchObject({ kind: 'board', name: 'laptop', createdBy: company.board.actor.id })
    const identity = await proveBearer(boardToken)
    expect(identity).toMatchObject({ kind: 'board_key', keyId: key.id, companyId: company.id })

    const answers = await Promise.all(Array.from({ length: 8 }, () => fetchCliKey(id, secret)))
    expect(answers.every((each) => each.status === 'approved')).toBe(true)
    expect(answers.map((each) => each.boardToken).filter(Boolean)).toEqual([boardToken])
    expect((await fetchCliKey(id, secret)).boardToken).toBeNull()
  })

  it('hands out the key in an answer that says it was approved, also at the very moment', async () => {
    const company = await foundCompany()
    for (let round = 0; round < 20; round++) {
      const { id, secret } = await ask()
      const asking = Array.from({ length: 12 }, () => fetchCliKey(id, secret))
      const [, ...answers] = await Promise.all([approveCliChallenge(company.board, { challengeId: id }), ...asking])
      for (const each of answers) if (each.boardToken) expect(each.status).toBe('approved')
    }
  })

  it('is decided once, whoever decides at the same moment', async () => {
    const company = await foundCompany()
    const person: Identity = { kind: 'person', personId: company.board.actor.id, isInstanceAdmin: true, via: 'local' }
    for (let round = 0; round < 5; round++) {
      const { id, secret } = await ask()
      const before = await keysOf(company.id)
      const approving = [1, 2, 3].map(() => approveCliChallenge(company.board, { challengeId: id }))
      const outcomes = await Promise.allSettled([...approving, cancelCliChallenge(id, { identity: person })])
      expect(outcomes.filter((each) => each.status === 'fulfilled')).toHaveLength(1)
      const { status } = await findCliChallenge(id, person)
      expect(await keysOf(company.id)).toBe(before + (status === 'approved' ? 1 : 0))
      expect(Boolean((await fetchCliKey(id, secret)).boardToken)).toBe(status === 'approved')
    }
  })

  it('ends after ten minutes', async () => {
    const company = await foundCompany()
    const { id, secret, boardToken } = await ask()
    later(10)
    expect(await fetchCliKey(id, secret)).toMatchObject({ status: 'expired', boardToken: null })
    await expect(approveCliChallenge(company.board, { challengeId: id })).rejects.toMatchObject({
      code: 'illegal_transition',
      facts: { status: 'expired' },
    })
    await expect(cancelCliChallenge(id, { secret })).rejects.toMatchObject({ code: 'illegal_transition' })
    await expect(proveBearer(boardToken)).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  it('needs the right to make keys, in the company that was asked for', async () => {
    const [company, other] = [await foundCompany(), await foundCompany()]
    const { id } = await createCliChallenge({ command: 'login', requestedCompanyId: company.id })
    await expect(approveCliChallenge(other.board, { challengeId: id })).rejects.toMatchObject({ code: 'broken_rule' })
    const personId = newId()
    await asDatabaseOwner(`INSERT INTO "Person" (id, name) VALUES ($1, 'Operator')`, [personId])
    const person: Identity = { kind: 'person', personId, isInstanceAdmin: false, via: 'session', sessionId: newId() }
    await expect(findCliChallenge(id, person)).rejects.toMatchObject({ code: 'not_found' })
    await expect(cancelCliChallenge(id, { identity: person })).rejects.toMatchObject({ code: 'not_found' })
    await asDatabaseOwner(`INSERT INTO "Membership" ("companyId", "personId", role) VALUES ($1, $2, 'operator')`, [
      company.id,
      personId,
    ])
    const operator = await callerFor(person, company.id)
    expect(await findCliChallenge(id, person)).toMatchObject({ status: 'pending' })
    await expect(approveCliChallenge(operator, { challengeId: id })).rejects.toMatchObject({ code: 'forbidden' })
    const agent = await company.asAgent((await company.hire()).id)
    await expect(approveCliChallenge(agent, { challengeId: id })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(approveCliChallenge(company.system, { challengeId: id })).rejects.toMatchObject({ code: 'forbidden' })
    await approveCliChallenge(company.board, { challengeId: id })
  })

  it('tells nothing to who guesses', async () => {
    const [one, two] = [await ask(), await ask()]
    for (const secret of ['', 'pcp_cli_guess', two.secret, one.boardToken, `${one.secret} `]) {
      await expect(fetchCliKey(one.id, secret)).rejects.toMatchObject({ code: 'not_found' })
      await expect(cancelCliChallenge(one.id, { secret })).rejects.toMatchObject({ code: 'not_found' })
    }
    await expect(fetchCliKey(newId(), one.secret)).rejects.toMatchObject({ code: 'not_found' })
    await expect(fetchCliKey('x', one.secret)).rejects.toMatchObject({ code: 'not_found' })
    const stored = JSON.stringify(await asDatabaseOwner(`SELECT * FROM "CliChallenge" WHERE id = $1`, [one.id]))
    expect(stored).not.toContain(one.secret)
    expect(stored).not.toContain(one.boardToken)
  })

  it('shows nothing that could pass for something else', async () => {
    for (const command of ['', ' ', 'a\u202eb', 'a\nb', 'a\u0000b', 'x'.repeat(201)]) {
      await expect(createCliChallenge({ command })).rejects.toMatchObject({ code: 'invalid_input' })
    }
  })

  it('lets so many wait and no more, and forgets those that are over', async () => {
    later(60 * 24 * 2)
    const count = async () => (await asDatabaseOwner(`SELECT FROM "CliChallenge"`)).length
    const before = await count()
    const outcomes: PromiseSettledResult<unknown>[] = []
    for (let i = 0; i < 101; i++) outcomes.push(...(await Promise.allSettled([ask()])))
    expect(outcomes.filter((each) => each.status === 'fulfilled')).toHaveLength(100)
    expect(outcomes.at(-1)).toMatchObject({ status: 'rejected', reason: { code: 'rate_limited' } })
    expect(await count()).toBe(before + 100)
    later(60 * 24 * 2 + 11)
    await ask()
    expect(await count()).toBe(before + 101)
    later(60 * 24 * 4)
    await ask()
    await forgetCliChallenges(now(), 1000)
    expect(await count()).toBe(1)
  })
})
