import { expect, test } from 'vitest'
import type { ModelUsage } from './protocol'
import { usageNews } from './usage-news'

test('what is used is told until it was heard, and then not again, nor at every beat', () => {
  let used: ModelUsage[] = []
  const { news, heard } = usageNews(() => used)
  expect(news()).toEqual({})
  used = [{ model: 'm', tokensIn: 5, tokensCached: 0, tokensOut: 1 }]
  expect(news()).toEqual({ usage: used })
  used = [{ model: 'm', tokensIn: 9, tokensCached: 0, tokensOut: 2 }]
  expect(news()).toEqual({ usage: used })
  heard()
  expect(news()).toEqual({})
  used = [{ model: 'm', tokensIn: 99, tokensCached: 0, tokensOut: 3 }]
  expect(news()).toEqual({})
})
