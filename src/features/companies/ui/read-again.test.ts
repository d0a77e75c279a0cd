import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { readAgain } from './read-again'

/** A query whose answers are given by hand, watched as a screen watches it. */
function watched() {
  const client = new QueryClient()
  const waiting: Array<(answer: string) => void> = []
  const observer = new QueryObserver(client, {
    queryKey: ['cards'],
    queryFn: () => new Promise<string>((resolve) => waiting.push(resolve)),
  })
  observer.subscribe(() => {})
  const answer = async (index: number, text: string) => {
    await expect.poll(() => waiting.length).toBeGreaterThan(index)
    waiting[index]!(text)
  }
  return { client, answer, shown: () => observer.getCurrentResult().data }
}

test('a change that comes while the first answer is on its way is not lost', async () => {
  const { client, answer, shown } = watched()
  const done = readAgain(client, () => true)
  await answer(0, 'as it was before the change')
  await answer(1, 'with the change')
  await done
  expect(shown()).toBe('with the change')
})

test('what was read before is read again', async () => {
  const { client, answer, shown } = watched()
  await answer(0, 'old')
  await expect.poll(shown).toBe('old')
  const done = readAgain(client, () => true)
  await answer(1, 'new')
  await done
  expect(shown()).toBe('new')
})

test('what the change does not touch is left alone', async () => {
  const { client, answer, shown } = watched()
  await answer(0, 'old')
  await expect.poll(shown).toBe('old')
  await readAgain(client, () => false)
  expect(client.isFetching()).toBe(0)
  expect(shown()).toBe('old')
})
