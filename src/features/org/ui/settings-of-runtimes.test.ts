import { expect, it } from 'vitest'
import { readSettings, settingsOf, shownValue } from './settings-of-runtimes'

const settings = settingsOf('openai-compatible') ?? []

function sent(values: Record<string, string>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(values)) form.set(name, value)
  return form
}

it('reads texts, numbers and lists, and takes away what was emptied', () => {
  const before = { baseUrl: 'http://a/v1', model: 'old', temperature: 1, headers: { a: 'b' } }
  const form = sent({
    baseUrl: ' http://b/v1 ',
    model: 'm',
    temperature: '',
    maxTurns: '12',
    allowedCommands: 'git\n\n npm test ',
  })
  expect(readSettings(form, settings, before)).toEqual({
    ...{ baseUrl: 'http://b/v1', model: 'm', maxTurns: 12, allowedCommands: ['git', 'npm test'], headers: { a: 'b' } },
  })
})

it('keeps a secret whose field is empty, shows none, and replaces it by what is typed', () => {
  const reference = { secretId: '0190b5a0-0000-7000-8000-000000000000', version: 'latest' }
  const apiKey = settings.find(({ name }) => name === 'apiKey')!
  expect(readSettings(sent({}), settings, { apiKey: reference }).apiKey).toEqual(reference)
  expect(readSettings(sent({ apiKey: 'sk-new' }), settings, { apiKey: reference }).apiKey).toBe('sk-new')
  expect(shownValue(apiKey, 'sk-open')).toBe('')
})

it('sends a number that is none as it is', () => {
  expect(readSettings(sent({ maxTurns: 'many' }), settings, {}).maxTurns).toBe('many')
})
