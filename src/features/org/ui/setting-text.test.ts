import { expect, it } from 'vitest'
import { settingLabel, settingValue } from './setting-text'

const nameOf = (id: string) => (id === 'a1' ? 'Ada' : undefined)

it('says settings and their values in words', () => {
  expect(settingLabel('managerId')).toBe('Reports to')
  expect(settingLabel('runtimeConfig.env.MODE')).toBe('Runtime: env.MODE')
  expect(settingValue('managerId', 'a1', nameOf)).toBe('Ada')
  expect(settingValue('managerId', 'b2', nameOf)).toBe('b2')
  expect(settingValue('capMicros', 12_500_000, nameOf)).toBe('$12.50')
  expect(settingValue('capMicros', null, nameOf)).toBe('no limit')
  expect(settingValue('title', '', nameOf)).toBe('nothing')
  expect(settingValue('permissions', { mayHire: true }, nameOf)).toContain('mayHire')
})
