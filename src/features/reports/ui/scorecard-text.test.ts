import { expect, it } from 'vitest'
import { leadText } from './scorecard-text'

it.each([
  [null, '–'],
  [90, '1 min 30 s'],
  [47 * 3600, '47 h'],
  [302_400, '3.5 days'],
  [86_400 * 12.4, '12 days'],
])('%s seconds are %s', (seconds, text) => expect(leadText(seconds)).toBe(text))
