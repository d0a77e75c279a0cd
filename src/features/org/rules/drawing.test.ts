import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawOrg } from './drawing'

const agent = (id: string, managerId: string | null, name = id) => ({
  ...{ id, managerId, name, title: '', role: 'engineer', state: 'idle' },
})

describe('the drawn org chart', () => {
  it('has each agent, and a line from each to its manager', () => {
    const svg = drawOrg('Acme', [
      agent('a', null, 'Ada'),
      agent('b', 'a', 'Bob'),
      agent('c', 'a', 'Cy'),
      agent('d', 'b', 'Di'),
    ])
    for (const name of ['Ada', 'Bob', 'Cy', 'Di', 'Acme']) expect(svg).toContain(`>${name}<`)
    expect(svg.match(/<path /g)).toHaveLength(3)
  })

  it('lets no name be more than text', () => {
    const svg = drawOrg('A & B', [agent('a', null, '<script>"x"')])
    expect(svg).toContain('A &amp; B')
    expect(svg).toContain('&lt;script&gt;&quot;x&quot;')
    expect(svg).not.toContain('<script')
  })

  it('puts no two agents into one place, whatever the tree', () => {
    const trees = fc
      .array(fc.nat(), { maxLength: 60 })
      .map((managers) =>
        managers.map((manager, index) => agent(`a${index}`, index === 0 ? null : `a${manager % index}`)),
      )
    fc.assert(
      fc.property(trees, (agents) => {
        const svg = drawOrg('Any', agents)
        const boxes = [...svg.matchAll(/<g><rect x="([\d.]+)" y="([\d.]+)"/g)].map(([, x, y]) => ({ x: Number(x), y }))
        expect(boxes).toHaveLength(agents.length)
        for (const [at, box] of boxes.entries()) {
          const clashes = boxes.filter(
            (other, index) => index > at && other.y === box.y && Math.abs(other.x - box.x) < 176,
          )
          expect(clashes).toEqual([])
        }
      }),
    )
  })
})
