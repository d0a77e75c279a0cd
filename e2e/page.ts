import AxeBuilder from '@axe-core/playwright'
import { expect, type Locator, type Page, test } from '@playwright/test'

/** No accessibility violation on the page as it is now, once it has come to rest; on a busy machine, after 5 s. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve, { timeout: 5_000 })))
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze()
  expect(violations.map((v) => `${v.id}: ${v.nodes.map((node) => node.target).join(', ')}`)).toEqual([])
}

/** Keeps a picture of the page beside the results. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: test.info().outputPath(`${name}.png`), fullPage: true })
}

/** Drags by the mouse, until the page shows what that would do, and drops it there. */
export async function drag(page: Page, from: Locator, to: Locator, shown: Locator): Promise<void> {
  const start = await middleOf(from)
  const end = await middleOf(to)
  await page.mouse.move(start.x, start.y)
  await page.mouse.down()
  await expect(async () => {
    await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2)
    await page.mouse.move(end.x, end.y)
    await expect(shown).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await page.mouse.up()
}

/** Drags by a finger, which holds still first, until the page shows what that would do, and lets go there. */
export async function dragByFinger(page: Page, from: Locator, to: Locator, shown: Locator): Promise<void> {
  const device = await page.context().newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', at?: { x: number; y: number }) =>
    device.send('Input.dispatchTouchEvent', { type, touchPoints: at ? [at] : [] })
  let restMs = 400
  await expect(async () => {
    await to.scrollIntoViewIfNeeded()
    const start = await middleOf(from)
    const end = await middleOf(to)
    await touch('touchStart', start)
    try {
      // how long a finger rests cannot be seen from outside; a page that is held up needs more
      await page.waitForTimeout(restMs)
      await touch('touchMove', { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 })
      await touch('touchMove', end)
      await expect(shown).toBeVisible({ timeout: 1_000 + restMs })
    } catch (error) {
      restMs *= 2
      // back where it came from: nothing is moved
      await touch('touchMove', start)
      await touch('touchEnd')
      throw error
    }
  }).toPass()
  await touch('touchEnd')
  await device.detach()
}

async function middleOf(box: Locator): Promise<{ x: number; y: number }> {
  await box.scrollIntoViewIfNeeded()
  const { x, y, width, height } = (await box.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
  return { x: x + width / 2, y: y + height / 2 }
}
