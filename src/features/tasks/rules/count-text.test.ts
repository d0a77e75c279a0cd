import { expect, it } from 'vitest'
import { countText, MOST_COUNTED } from './count-text'

it('says of what was counted to the bound that there may be more', () => {
  expect([0, 999, MOST_COUNTED].map(countText)).toEqual(['0', '999', '999+'])
})
