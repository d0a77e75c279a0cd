import fs from 'node:fs'
import { Readable } from 'node:stream'
import { afterAll, expect, it } from 'vitest'
import { deleteAttachment, uploadAttachment } from '@/features/documents'
import { search } from '@/features/search'
import { createTask } from '@/features/tasks'
import { closePools } from '@/platform/database'
import { foundCompany, until } from '@/testing/company'
import { startFileSweep } from './file-sweep'
import { startSearchIndexing } from './search-indexing'

afterAll(closePools)

it('finds what was written before the start, and what is written after it', async () => {
  const company = await foundCompany()
  await createTask(company.board, { title: 'Aardvark of before' })
  const stop = startSearchIndexing()
  const titles = async () => (await search(company.board, { q: 'aardvark' })).map((hit) => hit.title)
  await until('the older task', async () => (await titles()).includes('Aardvark of before'))
  await createTask(company.board, { title: 'Aardvark of after' })
  await until('the newer task', async () => (await titles()).length === 2)
  await stop()
  await createTask(company.board, { title: 'Aardvark of the end' })
  expect(await titles()).toHaveLength(2)
})

it('removes the bytes of deleted files', async () => {
  const company = await foundCompany()
  const task = await createTask(company.board, { title: 'With a file' })
  const stop = startFileSweep()
  const upload = { taskId: task.id, fileName: 'a.txt', contentType: 'text/plain' }
  const { id } = await uploadAttachment(company.board, upload, Readable.from([Buffer.from('bytes')]))
  const files = () => fs.readdirSync(process.env.STORAGE_PATH ?? '', { recursive: true }).map(String)
  expect(files().some((file) => file.endsWith(id))).toBe(true)
  await deleteAttachment(company.board, { attachmentId: id })
  await until('the bytes to go', async () => !files().some((file) => file.endsWith(id)))
  await stop()
})
