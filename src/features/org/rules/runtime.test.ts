import { expect, it } from 'vitest'
import { missingSetting, startedBy, withoutValues } from './runtime'

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
  const config = { command: 'x', env: { TOKEN: 'secret' }, headers: { authorization: 'secret' } }
  expect(JSON.stringify(withoutValues(config))).not.toContain('secret')
  expect(withoutValues(config)).toMatchObject({ command: 'x', env: { TOKEN: '[hidden]' } })
})
