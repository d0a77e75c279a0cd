import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openPromise } from 'yauzl'
import { until } from './company'
import { startRefusingMailServer } from './receivers'
import { type RestClient, restClient, rowsIn } from './rest-client'
import { type RunningServer, startServer } from './running-server'
import { pathFor } from './seeds/bodies'
import { type Furnished, furnish } from './seeds/furnish'
import { readOperations } from './seeds/operations'

/** What was put in, by what it is. */
const planted = new Map<string, string>()
/** Those that a person may have thought up: a plain digest of one can be guessed back. */
const thoughtUp = new Set<string>()

function plant(what: string, value = `wq${randomBytes(18).toString('base64url')}`): string {
  planted.set(what, value)
  return value
}

/** As a person would choose it. */
function plantWord(what: string, word: string): string {
  thoughtUp.add(word)
  return plant(what, word)
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'paperclip-test-planted-'))
const MASTER = plant('the key of scripts')
const MAIL_PASSWORD = plant('the password of the mail server')
const ENV = {
  ...{ PAPERCLIP_API_KEY: MASTER, AUTH_REQUIRED: '1', BASE_URL: '', LOG_LEVEL: 'trace' },
  PAPERCLIP_MASTER_KEY: plant('the master key', randomBytes(32).toString('base64')),
  ...{ STORAGE_PATH: path.join(folder, 'files'), PAPERCLIP_WORKER_HOME: path.join(folder, 'worker') },
  NEXTAUTH_SECRET: plant('the secret of the sign-in forms', randomBytes(32).toString('base64url')),
  ...{ OIDC_ISSUER: 'http://127.0.0.1:9', OIDC_CLIENT_ID: 'paperclip', OIDC_CLIENT_SECRET: plant('the client secret') },
  ...{ GITHUB_ID: 'paperclip', GITHUB_SECRET: plant('the secret at GitHub') },
  ...{ AWS_ACCESS_KEY_ID: 'AKIAPLANTED', AWS_SECRET_ACCESS_KEY: plant('the key of the bucket') },
  ...{ INNGEST_EVENT_KEY: plant('the key for events'), INNGEST_SIGNING_KEY: plant('the key for calls back') },
}

let server: RunningServer
let mailServer: Awaited<ReturnType<typeof startRefusingMailServer>>
let api: RestClient
let v1: RestClient
let company: Furnished
/** Everything that was answered to who asked for anything but a new key. */
const answered: string[] = []

beforeAll(async () => {
  mailServer = await startRefusingMailServer()
  const mail = {
    SMTP_URL: `smtp://mailer:${MAIL_PASSWORD}@127.0.0.1:${mailServer.port}`,
    SMTP_FROM: 'Paperclip <paperclip@example.test>',
  }
  server = await startServer({ worker: true, env: { ...ENV, ...mail } })
  api = restClient(server.url, MASTER, { base: '/api' })
  v1 = restClient(server.url, MASTER)
  company = await furnish(server, MASTER, 'Okapi')
  plant('the key of workers', server.workerKey)
  plant('a key of an agent', company.agentKey)
  plant('a key of the board', company.boardKey)
})
afterAll(async () => {
  await server?.stop()
  await mailServer?.stop()
  fs.rmSync(folder, { recursive: true, force: true })
})

/** Calls an operation that gives a token once, and plants what it gave. */
async function plantedBy(what: string, call: ReturnType<RestClient>): Promise<Record<string, unknown>> {
  const { status, body } = await call
  const [token] = /\b(pcp_[a-z]+|whsec)_[\w+/=-]{20,}/.exec(JSON.stringify(body)) ?? []
  expect([what, status, token]).toEqual([what, expect.any(Number), expect.any(String)])
  plant(what, token)
  return body
}

async function send(
  client: RestClient,
  at: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<string> {
  const { body: answer } = await client('POST', at, body, headers)
  answered.push(JSON.stringify(answer))
  return String(answer.id ?? '')
}

/** An agent that does something, once. @returns the id of its run, which has ended well */
async function run(name: string, adapterConfig: object): Promise<string> {
  const agent = await send(api, `/companies/${company.ids.company}/agents`, {
    name,
    adapterType: 'process',
    adapterConfig,
  })
  await send(api, `/agents/${agent}/wakeup`, {})
  const runs = `/companies/${company.ids.company}/heartbeat-runs?agentId=${agent}`
  const ended = await until(`the run of ${name}`, async () =>
    rowsIn(await api('GET', runs)).find(({ status }) => status === 'succeeded'),
  )
  return String(ended.id)
}

async function logOf(runId: string): Promise<string> {
  const { body } = await v1('GET', `/runs/${runId}/events?limit=200`)
  return (body.events as { text?: string; message?: string }[])
    .map((each) => each.text ?? each.message ?? '')
    .join('\n')
}

const rot13 = (text: string) =>
  text.replace(/[a-z]/gi, (letter) => {
    const base = letter <= 'Z' ? 65 : 97
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base)
  })

/** The ways in which a value may stand in a text: itself, in hex, in base64 at any place; digests, where those give it away. */
function formsOf(value: string): string[] {
  const bytes = Buffer.from(value)
  const shifted = [0, 1, 2].map((n) => {
    const whole = Buffer.concat([Buffer.alloc(n), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    return whole.slice(n === 0 ? 0 : n + 1, -1)
  })
  const digests = thoughtUp.has(value)
    ? ['md5', 'sha1', 'sha256', 'sha512'].flatMap((kind) => {
        const digest = createHash(kind).update(value)
        const copy = digest.copy()
        return [digest.digest('hex'), copy.digest('base64').slice(0, -2)]
      })
    : []
  return [value, bytes.toString('hex'), ...shifted, ...digests]
}

/** What was planted and stands in a text, in any form. */
function foundIn(text: string): string[] {
  return [...planted].flatMap(([what, value]) => (formsOf(value).some((form) => text.includes(form)) ? [what] : []))
}

/** Every row of every table, as text; what is packed in them, unpacked. */
async function dump(): Promise<Map<string, string>> {
  const client = new pg.Client({ connectionString: server.databaseUrl })
  await client.connect()
  try {
    const tables = await client.query<{ name: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
       WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
    )
    const texts = new Map<string, string>()
    for (const { name } of tables.rows) {
      const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`)
      const packed = rows.flatMap(({ row }) => row.match(/(?<=\\\\x)1f8b[0-9a-f]+/g) ?? [])
      texts.set(name, [...rows.map(({ row }) => row), ...packed.map(unpacked)].join('\n'))
    }
    return texts
  } finally {
    await client.end()
  }
}

/** A file of the folder that is a zip, and its parts, unpacked, in one text. */
async function unzipped(name: string): Promise<string> {
  const zip = await openPromise(path.join(folder, name), { lazyEntries: true, autoClose: false })
  const parts: string[] = []
  for await (const entry of zip.eachEntry()) {
    parts.push(`${entry.fileName}\n${await text(await zip.openReadStreamPromise(entry))}`)
  }
  zip.close()
  return parts.join('\n')
}

/** Keeps what is answered as a file of the folder. */
async function download(name: string, at: string, headers: Record<string, string>): Promise<void> {
  const response = await fetch(`${server.url}/api/v1${at}`, { headers })
  expect([at, response.status]).toEqual([at, 200])
  fs.writeFileSync(path.join(folder, name), new Uint8Array(await response.arrayBuffer()))
}

const unpacked = (hex: string) => gunzipSync(Buffer.from(hex, 'hex')).toString()

function filesIn(at: string): string[] {
  return fs.readdirSync(at, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    return entry.isFile() ? [path.join(entry.parentPath, entry.name)] : []
  })
}

it('a secret is nowhere but where it belongs: not in the database, a log, an answer, an export, a backup, a page, a file or a child', {
  timeout: 300_000,
}, async () => {
  const at = `/companies/${company.ids.company}`
  const secret = await send(v1, `${at}/secrets`, { name: 'DEPLOY', value: plantWord('a secret', 'correct-horse-42') })
  await send(v1, `/secrets/${secret}/rotate`, { value: plant('its next value') })
  const repeated = { name: 'AGAIN', value: plantWord('a repeated secret', 'battery-staple-7') }
  for (const _ of [1, 2]) await send(v1, `${at}/secrets`, repeated, { 'idempotency-key': 'one' })
  await send(v1, `${at}/secrets`, { name: '', value: plant('a secret that is refused') })
  const provider = {
    name: 'nobody',
    dialect: 'openai',
    base_url: 'http://127.0.0.1:9/v1',
    api_key: plant('a key of models'),
  }
  await send(v1, `/model-providers/${await send(v1, `${at}/model-providers`, provider)}/test`, {})
  const hook = { kind: 'webhook', signingMode: 'bearer' }
  await plantedBy('a secret of a webhook', api('POST', `/routines/${company.ids.routine}/triggers`, hook))
  const channels = `${at}/notification-channels`
  const webhook = { name: 'Hook', kind: 'webhook', address: 'http://127.0.0.1:9/hook', topics: ['approval'] }
  const { id: channel } = await plantedBy('what signs notifications', v1('POST', channels, webhook))
  await plantedBy('what signs them next', v1('POST', `/notification-channels/${channel}/rotate-secret`))
  const slack = `http://127.0.0.1:9/services/${plant('the address at Slack')}`
  const told = [channel, await send(v1, channels, { ...webhook, name: 'Slack', kind: 'slack', address: slack })]
  for (const each of told) await send(v1, `/notification-channels/${each}/test`, {})
  await plantedBy('an invitation', v1('POST', `${at}/invitations`, { role: 'viewer', email: 'eve@example.test' }))
  await plantedBy('a worker key', v1('POST', '/instance/worker-keys', { name: 'build-1' }))
  const login = await plantedBy('a login', api('POST', '/cli-auth/challenges', { command: 'login' }))
  plant('the key of a login', String(login.boardApiToken))
  const data = { token: new URL(server.setupLink() ?? '').searchParams.get('token') ?? '', name: 'Ada' }
  plant('the setup link', data.token)
  const setup = await fetch(`${server.url}/api/setup`, {
    ...{ method: 'POST', body: JSON.stringify(data) },
    headers: { 'content-type': 'application/json', origin: server.url },
  })
  const [cookie = ''] = setup.headers.getSetCookie()
  plant('a session', /=([^;]+)/.exec(cookie)?.[1] ?? '')
  // asked for in ways that are refused
  await fetch(`${server.url}/api/v1/companies?token=${plant('a token in an address')}`)
  await fetch(`${server.url}/api/v1/companies`, {
    headers: { authorization: `Bearer ${plant('a key that is not valid')}` },
  })

  const own = plantWord('a setting of an agent', 'tr0ub4dor-and-3')
  const echo = `echo "it is $API_TOKEN"; echo "{\\"t\\":\\"$API_TOKEN\\"}" >&2; printf %s "$API_TOKEN" | base64; echo "$PAPERCLIP_API_KEY"`
  const ada = await run('Ada', {
    command: echo,
    env: { API_TOKEN: own, DEPLOY: { secretId: secret, version: 'latest' } },
  })
  expect(await logOf(ada)).toContain('it is ***')
  const bob = await run('Bob', { command: 'env | tr A-Za-z N-ZA-Mn-za-m' })
  const environment = rot13(await logOf(bob))
  expect(environment).toContain('PAPERCLIP_RUN_ID=')
  expect(foundIn(environment)).toEqual([])
  plant('the token of a run', /PAPERCLIP_API_KEY=(\S+)/.exec(environment)?.[1] ?? '')

  await until('what is told to have been tried', async () => {
    const { body } = await v1('GET', `${at}/notification-deliveries`)
    const tried = (body.deliveries as { problem: string | null; kind: string }[]).filter(({ problem }) => problem)
    return tried.filter(({ kind }) => kind === 'test').length > 2 && tried.some(({ kind }) => kind === 'invitation')
  })
  expect(mailServer.refused()).toBeGreaterThan(0)

  // of the output only the end is kept
  expect(foundIn(server.output())).toEqual([])
  for (const operation of (await readOperations(server.url)).filter(({ method }) => method === 'GET')) {
    const { body } = await restClient(server.url, MASTER, { base: operation.base })('GET', pathFor(operation, company))
    answered.push(JSON.stringify(body))
  }
  for (const page of ['', '/settings', '/audit', '/agents', `/runs/${ada}`]) {
    const shown = await fetch(`${server.url}/c/okapi-ltd${page}`, { headers: { cookie } })
    expect([page, shown.status]).toEqual([page, 200])
    answered.push(await shown.text())
  }
  for (const log of [await logOf(ada), await logOf(bob)]) answered.push(log)
  answered.push(JSON.stringify((await v1('POST', `${at}/export`, {})).body))

  await download('company.zip', `${at}/export`, { authorization: `Bearer ${MASTER}` })
  await download('person.zip', '/me/export', { cookie })
  const { PATH } = process.env
  const backedUp = await promisify(execFile)(
    process.execPath,
    ['src/cli/paperclip.mjs', 'backup', '--out', path.join(folder, 'all.backup')],
    { env: { NODE_ENV: 'production', PATH, ...ENV, DATABASE_URL: server.databaseUrl } },
  )
  answered.push(backedUp.stdout, backedUp.stderr)
  const zips = new Map<string, string>()
  for (const name of ['company.zip', 'person.zip', 'all.backup']) zips.set(name, await unzipped(name))

  // what is looked for would be found, and where it is looked there is something
  const hidden = Buffer.from(`with ${own}, in base64`).toString('base64')
  expect(foundIn(`${hidden} ${createHash('sha256').update('correct-horse-42').digest('hex')}`).sort()).toEqual([
    ...['a secret', 'a setting of an agent'],
  ])
  const tables = await dump()
  expect(tables.get('public."AuditEntry"')).toContain('secret.used')
  expect(tables.get('public."SecretVersion"')).toContain(company.ids.company)
  expect(server.output()).toContain('/api/v1/')
  expect(answered.join('\n')).toContain('Okapi first')
  expect(filesIn(folder).length).toBeGreaterThan(zips.size)
  expect(zips.get('company.zip')).toContain('Okapi Root')
  expect(zips.get('person.zip')).toContain('Ada')
  expect(zips.get('all.backup')).toContain('paperclip-backup')

  expect(foundIn(answered.join('\n'))).toEqual([])
  expect(foundIn(server.output())).toEqual([])
  for (const [table, text] of tables) expect([table, foundIn(text)]).toEqual([table, []])
  for (const [name, parts] of zips) expect([name, foundIn(parts)]).toEqual([name, []])
  for (const file of filesIn(folder)) {
    expect([file, foundIn(fs.readFileSync(file, 'latin1'))]).toEqual([file, []])
  }
  expect(planted.size).toBeGreaterThan(30)
})

it('no server code is in what browsers get', () => {
  const scripts = filesIn('.next/static').filter((file) => file.endsWith('.js'))
  expect(scripts.length).toBeGreaterThan(10)
  // pages name some settings to whoever runs the server; these are named, and any are read, on the server only
  const SERVER_ONLY =
    /aes-256-gcm|createDecipheriv|paperclip_system|DATABASE_URL|NEXTAUTH_SECRET|AWS_SECRET_ACCESS_KEY|\.env\.[A-Z]/
  expect(fs.readFileSync('src/platform/env.ts', 'utf8')).toMatch(SERVER_ONLY)
  expect(scripts.filter((file) => SERVER_ONLY.test(fs.readFileSync(file, 'utf8')))).toEqual([])
})
