import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSecretSetting, withoutSecretsGiven } from './secret-names'
import { isSecret, openInputs, plainText, readReference, settingsIn, withSettings } from './settings'

it.each([
  ...[
    'OPENAI_API_KEY',
    'API_KEY_2',
    'GITHUB_TOKEN',
    'GITHUB_PAT',
    'STRIPE_SECRET',
    'DB_PASSWORD',
    'PASSWORD_OF_DB',
    'apiKey',
  ],
  ...[
    'X-Api-Key',
    'authorization',
    'Authorization',
    'Proxy-Authorization',
    'AWS_SECRET_ACCESS_KEY',
    'clientSecret',
    'KEY',
    'Cookie',
    'PGPASSWORD',
    'DB_PASS',
    'USERPASS',
    'MYSQL_PWD',
    'authtoken',
  ],
])('%s is a secret', (name) => expect(isSecretSetting(name, 'x')).toBe(true))

it.each([
  'PATH',
  'NODE_ENV',
  'MAX_TOKENS',
  'KEYBOARD',
  'MONKEY',
  'Content-Type',
  'model',
  'TOKENIZER',
  'SECRETARY',
  'PATTERN',
  'PWD',
  'OLDPWD',
  'COMPASS',
  'GIT_ASKPASS',
])('%s is not', (name) => expect(isSecretSetting(name, 'x')).toBe(false))

it('knows an address with a password in it', () => {
  expect(isSecretSetting('DATABASE_URL', 'postgres://ada:pw@db.example.com/x')).toBe(true)
  expect(isSecretSetting('DATABASE_URL', 'postgres://ada@db.example.com/x')).toBe(false)
  expect(isSecretSetting('BASE_URL', 'https://example.com:8080/a@b')).toBe(false)
  expect(isSecretSetting('DSN', 'https://token@sentry.example.com/1')).toBe(true)
  expect(isSecretSetting('REMOTE', 'git clone ssh://git@example.com/x')).toBe(false)
  expect(isSecretSetting('REMOTE', 'git clone https://ada:pw@example.com/x')).toBe(true)
})

it.each([
  ['TOKEN=abc node x.js', 'TOKEN=? node x.js'],
  [`x --api-key 'a b' --token=abc -- y`, 'x --api-key ? --token=? -- y'],
  ['x --api-key "$API_KEY" --token $TOKEN', 'x --api-key "$API_KEY" --token $TOKEN'],
  ['x --no-auth y.js --key --verbose', 'x --no-auth y.js --key --verbose'],
  ['git clone https://u:pw@h/x https://$T@h/y', 'git clone https://h/x https://$T@h/y'],
])('%s is shown as %s', (command, shown) => expect(withoutSecretsGiven(command, () => '?')).toBe(shown))

describe('references', () => {
  it.each([
    [{ secretId: 'a' }, { kind: 'secret', secret: 'a', version: 'latest' }],
    [
      { secret_ref: 'a', version: 3 },
      { kind: 'secret', secret: 'a', version: 3 },
    ],
    [
      { type: 'secret_ref', secretId: 'a', version: 'latest' },
      { kind: 'secret', secret: 'a', version: 'latest' },
    ],
    [{ input: 'TOKEN' }, { kind: 'input', input: 'TOKEN' }],
    ['plain', null],
    [{ other: 1 }, null],
    [['secretId'], null],
    [null, null],
  ])('%j', (value, reference) => expect(readReference(value)).toEqual(reference))

  it.each([{ secretId: 7 }, { type: 'secret_ref' }, { secretId: 'a', version: 0 }, { secretId: 'a', version: '1' }])(
    '%j is wrong',
    (value) => expect(readReference(value)).toMatchObject({ kind: 'wrong' }),
  )
})

it('finds variables, headers and settings, and the inputs that are open', () => {
  const config = { apiKey: 'k', env: { A: 'a', B: { input: 'B' } }, headers: null, model: 'm' }
  expect(settingsIn(config).map(({ path }) => path)).toEqual(['apiKey', 'env.A', 'env.B', 'headers', 'model'])
  expect(openInputs(config)).toEqual(['B'])
  expect(plainText({ type: 'plain', value: 'x' })).toBe('x')
})

it('finds secrets however deep they stand', () => {
  const config = {
    mcp: [{ env: { GITHUB_TOKEN: 'a', MODE: 'fast', KEPT: { secretId: 'x', version: 1 } } }],
    args: ['--token=a', '--api-key', 'b', '--verbose', 'c', { password: { type: 'plain', value: 'd' } }],
    ...{ credentials: { user: 'ada', port: 1 }, pin: 4711, password: 4711, dsn: 'https://a@b.example.com' },
  }
  const secrets = settingsIn(config).filter(isSecret)
  expect(secrets.map(({ path, name }) => `${path} ${name}`)).toEqual([
    ...['mcp.0.env.GITHUB_TOKEN GITHUB_TOKEN', 'args.0 token', 'args.2 api-key', 'args.5.password password'],
    ...['credentials.user user', 'password password', 'dsn dsn'],
  ])
  expect(openInputs({ mcp: { env: { A: { input: 'A' } } }, schema: { input: 'text', output: 'text' } })).toEqual(['A'])
})

it('changes what is named and leaves the rest', () => {
  const key = fc.string({ minLength: 1 }).filter((name) => name !== '__proto__' && !name.includes('.'))
  const config = fc.dictionary(key, fc.oneof(fc.string(), fc.dictionary(key, fc.string())))
  fc.assert(
    fc.property(config, (each) => {
      const paths = settingsIn(each).map(({ path }) => path)
      const changed = withSettings(each, new Map(paths.map((path) => [path, `changed ${path}`])))
      expect(settingsIn(changed)).toEqual(settingsIn(each).map((one) => ({ ...one, value: `changed ${one.path}` })))
      expect(withSettings(each, new Map())).toEqual(each)
    }),
  )
})
