import { describe, expect, it } from 'vitest'
import { adjusting, type Standing, voiding } from './correction'

const tokens = { tokensIn: 100, tokensOut: 10, tokensCached: 0, tokensCacheWritten: 0 }
const standing: Standing = {
  ...{ ...tokens, billing: 'metered', costMicros: 900, listMicros: 700, countedMicros: 900, isPriced: true },
}
const none = { tokensIn: 0, tokensOut: 0, tokensCached: 0, tokensCacheWritten: 0 }

describe('voiding', () => {
  it('takes back everything', () => {
    expect(voiding(standing)).toEqual({
      ...{ tokensIn: -100, tokensOut: -10, tokensCached: 0, tokensCacheWritten: 0 },
      ...{ costMicros: -900, listMicros: -700, countedMicros: -900, isPriced: true },
    })
  })
})

describe('adjusting', () => {
  it('changes what was billed to what is said, and leaves the list price of the same tokens', () => {
    const delta = adjusting(standing, { costMicros: 600 }, 750, 'billed')
    expect(delta).toEqual({ ...none, costMicros: -300, listMicros: 0, countedMicros: -300, isPriced: true })
  })

  it('lets the list price follow where nobody knows it', () => {
    const said = { ...standing, listMicros: 900 }
    expect(adjusting(said, { costMicros: 400 }, null, 'billed')).toMatchObject({ costMicros: -500, listMicros: -500 })
  })

  it('prices other tokens anew, and leaves the dollars where nobody knows the price', () => {
    expect(adjusting(standing, { tokensIn: 50 }, 350, 'billed')).toMatchObject({
      tokensIn: -50,
      costMicros: -550,
      listMicros: -350,
    })
    expect(adjusting(standing, { tokensIn: 50 }, null, 'billed')).toMatchObject({
      tokensIn: -50,
      costMicros: 0,
      listMicros: 200,
    })
  })

  it('gives an unpriced entry its price', () => {
    const unpriced = { ...standing, costMicros: 0, listMicros: 0, countedMicros: 0, isPriced: false }
    expect(adjusting(unpriced, { costMicros: 600 }, null, 'billed')).toMatchObject({ costMicros: 600, isPriced: true })
  })

  it('counts what the entry had counted', () => {
    const subscription: Standing = { ...standing, billing: 'subscription', costMicros: 0, countedMicros: 700 }
    expect(adjusting(subscription, { costMicros: 500 }, 700, 'billed')).toMatchObject({
      ...{ costMicros: 0, listMicros: -200, countedMicros: -200 },
    })
    const uncounted = { ...subscription, countedMicros: 0 }
    expect(adjusting(uncounted, { costMicros: 500 }, 700, 'list')).toMatchObject({ listMicros: -200, countedMicros: 0 })
  })

  it('is nothing when nothing is different', () => {
    expect(adjusting(standing, { costMicros: 900, tokensIn: 100 }, 700, 'billed')).toBeNull()
  })
})
