import { afterAll, describe, expect, it } from 'vitest'
import { listAudit } from '@/features/audit'
import { updateAgent } from '@/features/org'
import { beginRun } from '@/features/runs'
import { type Caller, defineCommand } from '@/platform/command'
import { closePools } from '@/platform/database'
import { newId } from '@/platform/ids'
import { asDatabaseOwner, foundCompany } from '@/testing/company'
import {
  createSecret,
  deleteSecret,
  getSecret,
  listSecrets,
  listSecretUses,
  resolveSettings,
  rotateSecret,
  sealSettings,
  updateSecret,
} from '.'
import { Settings } from './schema'

afterAll(closePools)

const VALUE = 'swordfish-7f3a'
type Config = Record<string, unknown>

/** As a command that stores an agent's settings does it. */
const store = defineCommand({
  name: 'storeSettings',
  grant: 'org:read',
  input: sealSettings.spec.input,
  output: Settings,
  records: ['agent.updated'],
  announces: [],
  async run(work, input) {
    const sealed = await sealSettings.within(work, input)
    if (input.agentId) {
      await work.sql(`UPDATE "Agent" SET "runtimeConfig" = $3 WHERE "companyId" = $1 AND id = $2`, [
        work.companyId,
        input.agentId,
        JSON.stringify(sealed),
      ])
    }
    work.record({ action: 'agent.updated', subject: { kind: 'agent', id: input.agentId ?? work.companyId } })
    return sealed
  },
})
const resolve = (system: Caller, runtimeConfig: Config) =>
  resolveSettings(system, { runId: newId(), agentId: newId(), runtimeConfig })
const referenceAt = (config: Config, list: string, name: string) =>
  (config[list] as Record<string, { secretId: string }>)[name]!

/** Every row of the database that has a text in it, wherever. */
async function rowsWith(text: string): Promise<string[]> {
  const tables = await asDatabaseOwner<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
  )
  const found = await Promise.all(
    tables.map(({ name }) =>
      asDatabaseOwner<{ row: string }>(`SELECT t::text AS row FROM "${name}" t WHERE t::text LIKE $1`, [`%${text}%`]),
    ),
  )
  return found.flat().map(({ row }) => row)
}

describe('a secret', () => {
  it('is kept sealed, and no answer, audit entry, event or stored answer has its value', async () => {
    const { board, system } = await foundCompany()
    const secret = await createSecret(board, { name: 'TOKEN', value: VALUE }, { idempotencyKey: 'once' })
    const rotated = await rotateSecret(board, { secretId: secret.id, value: `${VALUE}-2` })
    const config = {
      env: { TOKEN: { secretId: secret.id, version: 1 }, NEW: { secretId: secret.id, version: 'latest' } },
    }
    const { runtimeConfig, secrets } = await resolve(system, config)
    expect(runtimeConfig).toEqual({ env: { TOKEN: VALUE, NEW: `${VALUE}-2` } })
    expect(secrets.sort()).toEqual([VALUE, `${VALUE}-2`])
    const uses = await listSecretUses(board, { secretId: secret.id })
    expect(uses.map(({ version }) => version).sort()).toEqual([1, 2])
    const [older] = await listSecretUses(board, { secretId: secret.id, before: uses[0]!.id })
    expect(older).toEqual(uses[1])
    const seen = [secret, rotated, uses, await getSecret(board, { secretId: secret.id }), await listSecrets(board, {})]
    expect(JSON.stringify(seen)).not.toContain(VALUE)
    expect(rotated).toMatchObject({ latestVersion: 2, versions: [{ version: 2 }, { version: 1 }] })
    expect(await rowsWith(VALUE)).toEqual([])
    expect(await rowsWith(Buffer.from(VALUE).toString('hex'))).toEqual([])
  })

  it('has a name of its own', async () => {
    const { board } = await foundCompany()
    const [one] = [
      await createSecret(board, { name: 'A', value: 'x' }),
      await createSecret(board, { name: 'B', value: 'x' }),
    ]
    const taken = { code: 'already_exists' }
    await expect(createSecret(board, { name: 'A', value: 'y' })).rejects.toMatchObject(taken)
    await expect(updateSecret(board, { secretId: one.id, name: 'B' })).rejects.toMatchObject(taken)
  })

  it('opens only where it was sealed: a row that was moved or changed does not', async () => {
    const { board, system } = await foundCompany()
    const [mine, other] = [
      await createSecret(board, { name: 'MINE', value: 'x' }),
      await createSecret(board, { name: 'OTHER', value: VALUE }),
    ]
    await asDatabaseOwner(
      `UPDATE "SecretVersion" a SET nonce = b.nonce, ciphertext = b.ciphertext FROM "SecretVersion" b WHERE a."secretId" = $1 AND b."secretId" = $2`,
      [mine.id, other.id],
    )
    const asked = resolve(system, { apiKey: { secretId: mine.id, version: 'latest' } })
    await expect(asked).rejects.toMatchObject({ code: 'broken_rule', facts: { rule: 'sealed_text_damaged' } })
  })

  it('gets every version once when many rotate it at once', async () => {
    const { board, system } = await foundCompany()
    const { id } = await createSecret(board, { name: 'TOKEN', value: 'v1' })
    await Promise.all(Array.from({ length: 12 }, (_, i) => rotateSecret(board, { secretId: id, value: `value ${i}` })))
    const { latestVersion, versions } = await getSecret(board, { secretId: id })
    expect(latestVersion).toBe(13)
    expect(versions.map(({ version }) => version)).toEqual(Array.from({ length: 13 }, (_, i) => 13 - i))
    const config = {
      env: Object.fromEntries(versions.map(({ version }) => [`V${version}`, { secretId: id, version }])),
    }
    const { secrets } = await resolve(system, config)
    expect(new Set(secrets).size).toBe(13)
  })

  it('is not deleted while the settings of a live agent name it, not even in a race with a hire', async () => {
    const { board, hire } = await foundCompany()
    const { id } = await createSecret(board, { name: 'TOKEN', value: VALUE })
    const config = { command: 'true', env: { TOKEN: { secretId: id, version: 'latest' } } }
    const agent = await hire({ name: 'Ada', runtimeConfig: config })
    const asked = deleteSecret(board, { secretId: id })
    await expect(asked).rejects.toMatchObject({
      code: 'broken_rule',
      facts: { agents: [{ id: agent.id, name: 'Ada' }] },
    })
    await updateAgent(board, { agentId: agent.id, runtimeConfig: { command: 'true', env: {} } })
    const race = await Promise.allSettled([
      store(board, { agentName: 'Ada', agentId: agent.id, runtimeConfig: config }),
      deleteSecret(board, { secretId: id }),
    ])
    expect(race.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })
})

describe('settings that are stored', () => {
  it('have references where secrets were, and the rest as it was', async () => {
    const { board, system } = await foundCompany()
    const config = {
      ...{ command: 'node agent.js', apiKey: VALUE, env: { NODE_ENV: 'production', API_TOKEN: VALUE, EMPTY_KEY: '' } },
      headers: { authorization: `Bearer ${VALUE}`, accept: { type: 'plain', value: 'text/html' } },
    }
    const sealed = await store(board, { agentName: 'Ada', runtimeConfig: config })
    expect(sealed).toMatchObject({
      ...{ command: 'node agent.js', apiKey: { version: 'latest' }, headers: { accept: 'text/html' } },
      env: { NODE_ENV: 'production', API_TOKEN: { version: 'latest' }, EMPTY_KEY: '' },
    })
    expect(JSON.stringify(sealed)).not.toContain(VALUE)
    const names = (await listSecrets(board, {})).map(({ name }) => name).sort()
    expect(names).toEqual(['Ada/API_TOKEN', 'Ada/apiKey', 'Ada/authorization'])
    expect((await resolve(system, sealed)).runtimeConfig).toEqual({
      ...config,
      headers: { ...config.headers, accept: 'text/html' },
    })
    expect(await rowsWith(VALUE)).toEqual([])
  })

  it('give the same agent a next version, and another agent of the same name a secret of its own', async () => {
    const { board, hire, system } = await foundCompany()
    const agent = await hire({ name: 'Ada' })
    const set = (agentId: string | undefined, value: string) =>
      store(board, { agentName: 'Ada', agentId, runtimeConfig: { env: { TOKEN: value } } })
    const first = referenceAt(await set(agent.id, 'first value'), 'env', 'TOKEN')
    expect(referenceAt(await set(agent.id, 'second value'), 'env', 'TOKEN')).toEqual(first)
    expect(referenceAt(await set(agent.id, 'second value'), 'env', 'TOKEN')).toEqual(first)
    expect(await getSecret(board, { secretId: first.secretId })).toMatchObject({
      latestVersion: 2,
      usedBy: [{ id: agent.id }],
    })
    const namesake = referenceAt(await set(undefined, 'third value'), 'env', 'TOKEN')
    expect(namesake.secretId).not.toBe(first.secretId)
    expect((await resolve(system, { apiKey: first })).runtimeConfig).toEqual({ apiKey: 'second value' })
  })

  it('have them however deep they stand, each place with a secret of its own', async () => {
    const { board, hire, system } = await foundCompany()
    const agent = await hire({ name: 'Ada' })
    const config = (a: string, b: string, c: string) => ({
      ...{ env: { TOKEN: a }, mcp: { env: { TOKEN: b, MODE: 'fast' } }, args: [`--token=${c}`, 'go'] },
    })
    const set = (runtimeConfig: Config) => store(board, { agentName: 'Ada', agentId: agent.id, runtimeConfig })
    const [first, second] = [config('first-a', 'first-b', 'first-c'), config('second-a', 'second-b', 'second-c')]
    const stored = await set(first)
    expect(JSON.stringify(stored)).not.toMatch(/first-[abc]/)
    expect(stored).toMatchObject({ mcp: { env: { MODE: 'fast' } }, args: [{ version: 'latest' }, 'go'] })
    expect((await resolve(system, stored)).runtimeConfig).toEqual(first)
    expect(await set(second)).toEqual(stored)
    expect((await resolve(system, stored)).runtimeConfig).toEqual(second)
  })

  it('take references by id, by public id and by name, and refuse what is not there', async () => {
    const { board } = await foundCompany()
    const { id } = await createSecret(board, { name: 'TOKEN', value: VALUE })
    const stored = { secretId: id, version: 'latest' }
    const set = (value: unknown) => store(board, { agentName: 'Ada', runtimeConfig: { env: { ANY: value } } })
    for (const value of [
      { secretId: id },
      { type: 'secret_ref', secretId: `sec_${id.replaceAll('-', '')}` },
      { secret_ref: 'TOKEN' },
    ]) {
      expect(referenceAt(await set(value), 'env', 'ANY')).toEqual(stored)
    }
    const refused = { code: 'invalid_input', facts: { field: 'runtimeConfig.env.ANY' } }
    for (const value of [
      { secretId: newId() },
      { secret_ref: 'NO' },
      { secretId: id, version: 2 },
      { secretId: id, version: 'x' },
    ]) {
      await expect(set(value)).rejects.toMatchObject(refused)
    }
    const hidden = store(board, { agentName: 'Ada', runtimeConfig: { env: { TOKEN: '[hidden]' } } })
    await expect(hidden).rejects.toMatchObject({ code: 'invalid_input' })
  })

  it('give an agent no way to secrets that its settings do not name', async () => {
    const { board, hire, asAgent } = await foundCompany()
    const own = await createSecret(board, { name: 'OWN', value: VALUE })
    const foreign = await createSecret(board, { name: 'FOREIGN', value: VALUE })
    const agent = await hire({
      runtimeConfig: { command: 'true', env: { OWN: { secretId: own.id, version: 'latest' } } },
    })
    const caller = await asAgent(agent.id)
    const set = (secretId: string) =>
      store(caller, { agentName: 'Ada', agentId: agent.id, runtimeConfig: { env: { OWN: { secretId } } } })
    await expect(set(foreign.id)).rejects.toMatchObject({ code: 'invalid_input' })
    expect(referenceAt(await set(own.id), 'env', 'OWN').secretId).toBe(own.id)
    for (const call of [listSecrets(caller, {}), getSecret(caller, { secretId: own.id })]) {
      await expect(call).rejects.toMatchObject({ code: 'forbidden' })
    }
  })
})

describe('a run', () => {
  it('gets the values, says once that it used them, and stores them nowhere', async () => {
    const { board, system } = await foundCompany()
    const { id } = await createSecret(board, { name: 'TOKEN', value: VALUE })
    const reference = { secretId: id, version: 'latest' }
    const config = { command: 'true', env: { A: reference, B: reference } }
    const { runtimeConfig } = await resolve(system, config)
    expect(runtimeConfig).toEqual({ command: 'true', env: { A: VALUE, B: VALUE } })
    const entries = await listAudit(board, { subjectId: id })
    expect(JSON.stringify(entries).match(/secret\.used/g)).toHaveLength(1)
    expect(await rowsWith(VALUE)).toEqual([])
  })

  it.each([
    ['is disabled', 'which is disabled'],
    ['is gone', 'not there any more'],
    ['is an input that nobody filled in', 'waits for its value: fill in TOKEN'],
  ])('does not begin when the secret %s', async (how, why) => {
    const { board, system } = await foundCompany()
    const { id } = await createSecret(board, { name: 'TOKEN', value: VALUE })
    if (how === 'is disabled') await updateSecret(board, { secretId: id, status: 'disabled' })
    if (how === 'is gone') await deleteSecret(board, { secretId: id })
    const setting = how.includes('input') ? { input: 'TOKEN' } : { secretId: id, version: 'latest' }
    const asked = resolve(system, { env: { TOKEN: setting } })
    await expect(asked).rejects.toMatchObject({
      ...{
        code: 'broken_rule',
        message: expect.stringContaining(why),
        facts: { rule: 'secret_unavailable', path: 'env.TOKEN' },
      },
    })
  })

  it('cannot be begun by anybody but the product', async () => {
    const { board } = await foundCompany()
    await expect(beginRun(board, { runId: newId(), fence: 1 })).rejects.toMatchObject({ code: 'forbidden' })
  })
})
