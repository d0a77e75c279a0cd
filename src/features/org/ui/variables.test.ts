import { expect, it } from 'vitest'
import { variablesIn, withVariables } from './variables'

const secret = { secretId: '0190a3c4-0000-7000-8000-000000000001', version: 'latest' }
const config = { command: 'node a.js', env: { MODE: 'fast', TOKEN: secret, KEY: { input: 'KEY' } } }

it('tells values from secrets and from what is missing, and shows no secret', () => {
  expect(variablesIn(config, 'env')).toEqual([
    { name: 'MODE', kind: 'plain', value: 'fast' },
    { name: 'TOKEN', kind: 'secret', value: '' },
    { name: 'KEY', kind: 'missing', value: '' },
  ])
  expect(variablesIn(config, 'headers')).toEqual([])
})

it('keeps a secret that is left empty, takes what is typed, and drops what was removed', () => {
  const sent = [
    { name: 'TOKEN', value: '' },
    { name: 'KEY', value: 'abc' },
    { name: 'NEW', value: '' },
    { name: '', value: 'nameless' },
  ]
  expect(withVariables(config, 'env', sent)).toEqual({
    command: 'node a.js',
    env: { TOKEN: secret, KEY: 'abc', NEW: '' },
  })
  expect(withVariables(config, 'env', [])).toEqual({ command: 'node a.js' })
})
