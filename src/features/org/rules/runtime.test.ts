import { expect, it } from 'vitest'
import { missingSetting, needsConfig, startedBy, withoutChangedValues, withoutValues } from './runtime'

it.each([
  ['bash', { command: 'true' }, 'bash'],
  ['bash', {}, null],
  ['http', { endpoint: 'http://127.0.0.1:1' }, 'http'],
  ['claude-code', { endpoint: 'http://127.0.0.1:1' }, 'http'],
  ['claude-code', {}, null],
  ['codex', { command: 'x' }, null],
])('%s with %o is started by %s', (runtime, config, by) => expect(startedBy(runtime, config)).toBe(by))

it('needs an endpoint for http, and nothing for the others', () => {
  expect(missingSetting('http', {})).toBe('endpoint')
  expect(missingSetting('bash', {})).toBeNull()
})

it('shows the names of variables and headers, not their values', () => {
  const config = { command: 'x', apiKey: 'secret', env: { TOKEN: 'secret' }, headers: { authorization: 'secret' } }
  expect(JSON.stringify(withoutValues(config))).not.toContain('secret')
  expect(withoutValues(config)).toMatchObject({ command: 'x', env: { TOKEN: '[hidden]' } })
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
  ]
  expect(withoutChangedValues(changed)).toEqual([
    { key: 'runtimeConfig.env.TOKEN', from: '[hidden]', to: null },
    changed[1],
  ])
})
