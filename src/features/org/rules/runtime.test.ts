import { expect, it } from 'vitest'
import { missingSetting, needsConfig, startedBy, withoutChangedValues, withoutValues } from './runtime'

it.each([
  ['bash', { command: 'true' }, 'bash'],
  ['bash', {}, null],
  ['http', { endpoint: 'http://127.0.0.1:1' }, 'http'],
  ['claude-code', { endpoint: 'http://127.0.0.1:1' }, 'http'],
  ['claude-code', {}, 'claude-code'],
  ['openclaw', {}, null],
  ['codex', { command: 'x' }, 'codex'],
  ['openai-compatible', { baseUrl: 'http://127.0.0.1:1/v1', model: 'm' }, 'openai-compatible'],
  ['openai-compatible', { baseUrl: 'http://127.0.0.1:1/v1' }, null],
  ['acp', { command: 'agent' }, 'acp'],
  ['openclaw', { endpoint: 'ws://127.0.0.1:1' }, 'openclaw'],
  ['openclaw', { endpoint: 'http://127.0.0.1:1' }, 'http'],
])('%s with %o is started by %s', (runtime, config, by) => expect(startedBy(runtime, config)).toBe(by))

it('names the setting that a runtime cannot do without', () => {
  expect(missingSetting('http', {})).toBe('endpoint')
  expect(missingSetting('bash', {})).toBeNull()
  expect(missingSetting('openai-compatible', { baseUrl: 'http://127.0.0.1:1/v1' })).toBe('model')
  expect(missingSetting('openai-compatible', { model: 'm' })).toBeNull()
})

it('shows the names of variables and headers, not their values', () => {
  const config = { command: 'x', apiKey: 'secret', env: { TOKEN: 'secret' }, headers: { authorization: 'secret' } }
  expect(JSON.stringify(withoutValues(config))).not.toContain('secret')
  expect(withoutValues(config)).toMatchObject({ command: 'x', env: { TOKEN: '[hidden]' } })
  const deep = {
    command: 'TOKEN=secret run --key secret',
    mcp: { env: { LEVEL: 'secret' }, args: ['--token=secret', 'go'] },
  }
  expect(withoutValues(deep)).toEqual({
    command: 'TOKEN=[hidden] run --key [hidden]',
    mcp: { env: { LEVEL: '[hidden]' }, args: ['[hidden]', 'go'] },
  })
})

it.each([
  [undefined, {}, true],
  [undefined, { command: 'true' }, false],
  [undefined, { endpoint: 'http://127.0.0.1:1' }, false],
  ['bash', {}, false],
  ['http', {}, true],
  ['claude-code', {}, false],
])('%s with %o needs config: %s', (runtime, config, needed) => expect(needsConfig(runtime, config)).toBe(needed))

it('tells that a variable changed, not from what to what', () => {
  const changed = [
    { key: 'runtimeConfig.env.TOKEN', from: 'old', to: null },
    { key: 'title', from: 'a', to: 'b' },
    { key: 'runtimeConfig.mcp.env.LEVEL', from: 'old', to: 'new' },
    { key: 'runtimeConfig.env.TOKEN.secretId', from: 'a', to: 'b' },
    { key: 'runtimeConfig.args', from: ['--token=a'], to: ['--verbose'] },
    { key: 'runtimeConfig.timeoutSeconds', from: 1, to: 2 },
  ]
  expect(withoutChangedValues(changed)).toEqual([
    { key: 'runtimeConfig.env.TOKEN', from: '[hidden]', to: null },
    changed[1],
    { key: 'runtimeConfig.mcp.env.LEVEL', from: '[hidden]', to: '[hidden]' },
    { key: 'runtimeConfig.env.TOKEN.secretId', from: '[hidden]', to: '[hidden]' },
    { key: 'runtimeConfig.args', from: ['[hidden]'], to: ['--verbose'] },
    changed[5],
  ])
})
