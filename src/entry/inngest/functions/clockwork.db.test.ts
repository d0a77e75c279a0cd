import { expect, it } from 'vitest'
import { readFunctionConfigs } from '@/platform/engine'
import { inngest } from '../client'
import { functions } from '.'

it('pain 16: what the clock starts runs one at a time', async () => {
  const clocked = (await readFunctionConfigs(inngest.id, functions)).filter((fn) =>
    fn.triggers.some(({ cron }) => cron),
  )
  expect(clocked.length).toBeGreaterThanOrEqual(5)
  expect(clocked.filter((fn) => fn.singleton?.mode !== 'skip').map((fn) => fn.id)).toEqual([])
})
