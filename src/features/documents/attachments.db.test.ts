import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkOutTask, createTask, postMessage } from '@/features/tasks'
import { closePools } from '@/platform/database'
import { newId } from '@/platform/ids'
import { storage } from '@/platform/storage'
import { asDatabaseOwner, foundCompany, sealAll, type TestCompany, until } from '@/testing/company'
import { deleteAttachment, getAttachment, listAttachments, openAttachment, sweepAttachments, uploadAttachment } from '.'

const folder = process.env.STORAGE_PATH ?? ''

let company: TestCompany
let taskId: string
beforeAll(async () => {
  company = await foundCompany()
  taskId = (await createTask(company.board, { title: 'With files' })).id
})
afterAll(closePools)

const streamOf = (...chunks: (string | Buffer)[]) => Readable.from(chunks.map((chunk) => Buffer.from(chunk)))
const named = (fileName = 'notes.txt', contentType = 'text/plain') => ({ taskId, fileName, contentType })
const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex')

/** Files in the storage, finished or not. */
function filesOnDisk(): string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .flatMap((entry) => (entry.isFile() ? [entry.name] : []))
}

const removalsLeft = () => asDatabaseOwner(`SELECT * FROM "FileRemoval"`)

describe('adding a file', () => {
  it('keeps its bytes, digest and harmless name', async () => {
    const bytes = randomBytes(300_000)
    const added = await uploadAttachment(
      company.board,
      { taskId, fileName: '../../x/Plan\u202E.pdf', contentType: 'Application/PDF; a=b' },
      Readable.from([bytes.subarray(0, 100_000), bytes.subarray(100_000)]),
    )
    expect(added).toMatchObject({
      fileName: 'Plan.pdf',
      contentType: 'application/pdf',
      byteSize: 300_000,
      sha256: sha256(bytes),
    })
    const { attachment, body } = await openAttachment(company.board, added.id)
    expect(attachment).toEqual(added)
    expect(Buffer.concat(await body.toArray()).equals(bytes)).toBe(true)
    expect(await getAttachment(company.board, { attachmentId: added.id })).toEqual(added)
    expect(await removalsLeft()).toEqual([])
  })

  it('hangs it on a message of the task, and on no other', async () => {
    const message = await postMessage(company.board, { taskId, content: 'See the file' })
    const elsewhere = await createTask(company.board, { title: 'Elsewhere' })
    const foreign = await postMessage(company.board, { taskId: elsewhere.id, content: 'Other' })
    const add = (id: string) =>
      uploadAttachment(company.board, { ...named(), messageId: async () => id }, streamOf('x'))
    expect((await add(message.id)).messageId).toBe(message.id)
    const before = filesOnDisk().length
    for (const id of [foreign.id, newId()]) await expect(add(id)).rejects.toMatchObject({ code: 'not_found' })
    expect(filesOnDisk()).toHaveLength(before)
  })

  it('stops behind the limit of the company, and keeps nothing of it', async () => {
    await asDatabaseOwner(`UPDATE "Company" SET "attachmentMaxBytes" = 1024 WHERE id = $1`, [company.id])
    const before = filesOnDisk().length
    let sent = 0
    async function* endless() {
      for (; sent < 10_000; sent++) yield randomBytes(1000)
    }
    const tooLarge = uploadAttachment(company.board, named(), Readable.from(endless()))
    await expect(tooLarge).rejects.toMatchObject({ code: 'too_large', facts: { field: 'file', maxBytes: 1024 } })
    expect(sent).toBeLessThan(1000)
    expect(filesOnDisk()).toHaveLength(before)
    expect((await uploadAttachment(company.board, named(), streamOf('x'.repeat(1024)))).byteSize).toBe(1024)
    expect(await removalsLeft()).toEqual([])
    await asDatabaseOwner(`UPDATE "Company" SET "attachmentMaxBytes" = 10485760 WHERE id = $1`, [company.id])
  })

  it('keeps nothing when the sender leaves', async () => {
    const before = [filesOnDisk().length, (await listAttachments(company.board, { taskId })).length]
    async function* leaving() {
      yield randomBytes(50_000)
      throw new Error('the sender left')
    }
    await expect(uploadAttachment(company.board, named(), Readable.from(leaving()))).rejects.toThrow('the sender left')
    expect([filesOnDisk().length, (await listAttachments(company.board, { taskId })).length]).toEqual(before)
    expect(await removalsLeft()).toEqual([])
  })

  it('is refused to an agent while another one holds the task, also when that began during the upload', async () => {
    const [holder, other] = await Promise.all([company.hire(), company.hire()])
    const task = await createTask(company.board, { title: 'Held' })
    const asOther = await company.asAgent(other.id)
    async function* slow() {
      yield Buffer.from('begun')
      await checkOutTask(company.board, { taskId: task.id, agentId: holder.id })
      yield Buffer.from('done')
    }
    const before = filesOnDisk().length
    const refused = { code: 'already_claimed' }
    const add = (body: Readable) => uploadAttachment(asOther, { ...named(), taskId: task.id }, body)
    await expect(add(Readable.from(slow()))).rejects.toMatchObject(refused)
    await expect(add(streamOf('x'))).rejects.toMatchObject(refused)
    expect(filesOnDisk()).toHaveLength(before)
  })
})

describe('taking a file away', () => {
  it('hides it at once, and removes its bytes with the next sweep', async () => {
    const { id } = await uploadAttachment(company.board, named(), streamOf('away'))
    await deleteAttachment(company.board, { attachmentId: id })
    await expect(openAttachment(company.board, id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(deleteAttachment(company.board, { attachmentId: id })).rejects.toMatchObject({ code: 'not_found' })
    expect((await listAttachments(company.board, { taskId })).map((each) => each.id)).not.toContain(id)
    expect(filesOnDisk()).toContain(id)
    expect(await sweepAttachments()).toBe(1)
    expect(filesOnDisk()).not.toContain(id)
    expect(await sweepAttachments()).toBe(0)
  })

  it('is for people, and for the agent that added it', async () => {
    const [ada, bob] = await Promise.all([company.hire(), company.hire()])
    const { id } = await uploadAttachment(await company.asAgent(ada.id), named(), streamOf('hers'))
    const take = { attachmentId: id }
    await expect(deleteAttachment(await company.asAgent(bob.id), take)).rejects.toMatchObject({ code: 'forbidden' })
    expect(await deleteAttachment(await company.asAgent(ada.id), take)).toEqual({ id })
  })
})

describe('what a crash leaves', () => {
  it('is removed when its time has come, and not before', async () => {
    const key = `companies/${company.id}/attachments/${newId()}`
    const file = path.join(folder, key)
    fs.mkdirSync(path.dirname(file), { recursive: true })
    fs.writeFileSync(file, 'bytes without a row')
    const insert = `INSERT INTO "FileRemoval" ("companyId", "storageKey", "dueAt") VALUES ($1, $2, now() + interval '1 minute')`
    await asDatabaseOwner(insert, [company.id, key])
    await sweepAttachments()
    expect(fs.existsSync(file)).toBe(true)
    await asDatabaseOwner(`UPDATE "FileRemoval" SET "dueAt" = now() WHERE "storageKey" = $1`, [key])
    await Promise.all(Array.from({ length: 4 }, () => sweepAttachments()))
    expect(fs.existsSync(file)).toBe(false)
    expect(await removalsLeft()).toEqual([])
  })

  it('holds up nobody while the storage takes its time, and is no attachment any more', async () => {
    const { delete: remove } = storage()
    let asked = 0
    let goOn = () => {}
    const open = new Promise<void>((resolve) => {
      goOn = resolve
    })
    storage().delete = async (key) => {
      asked += 1
      await open
      await remove(key)
    }
    try {
      const body = new PassThrough()
      const uploading = uploadAttachment(company.board, named(), body)
      await until('the upload to begin', async () => (await removalsLeft()).length === 1)
      await asDatabaseOwner(`UPDATE "FileRemoval" SET "dueAt" = now()`)
      const sweeping = sweepAttachments()
      await until('the storage to be asked', async () => asked === 1)
      const { id } = await createTask(company.board, { title: 'Meanwhile' })
      await sealAll(company.id)
      const seals = `SELECT 1 FROM "AuditSeal" s JOIN "AuditEntry" e ON e.id = s."entryId" WHERE e."subjectId" = $1`
      expect(await asDatabaseOwner(seals, [id])).toHaveLength(1)
      body.end('too late')
      await until('the upload to be given up', async () => asked === 2)
      goOn()
      await expect(uploading).rejects.toMatchObject({ code: 'upstream_failed' })
      await sweeping
      expect(await removalsLeft()).toEqual([])
    } finally {
      storage().delete = remove
    }
  })

  it('never is an attachment without bytes: a sweep that races with uploads takes none of theirs', async () => {
    const isOver = { value: false }
    const sweeping = (async () => {
      while (!isOver.value) {
        await asDatabaseOwner(`UPDATE "FileRemoval" SET "dueAt" = now() WHERE random() < 0.3`)
        await sweepAttachments()
      }
    })()
    const added = await Promise.allSettled(
      Array.from({ length: 40 }, (_, i) => uploadAttachment(company.board, named(), streamOf(`file ${i}`))),
    )
    isOver.value = true
    await sweeping
    await asDatabaseOwner(`UPDATE "FileRemoval" SET "dueAt" = now()`)
    await sweepAttachments()
    for (const each of added) {
      if (each.status === 'rejected') {
        expect(each.reason).toMatchObject({ code: 'upstream_failed' })
        continue
      }
      const { body } = await openAttachment(company.board, each.value.id)
      expect(sha256(Buffer.concat(await body.toArray()))).toBe(each.value.sha256)
    }
    const kept = (await listAttachments(company.board, { taskId, limit: 500 })).map((each) => each.id)
    expect(filesOnDisk().filter((name) => !kept.includes(name) && name.includes('.part'))).toEqual([])
  })
})

it('is never found by another company', async () => {
  const other = await foundCompany()
  const { id } = await uploadAttachment(company.board, named(), streamOf('ours'))
  await expect(openAttachment(other.board, id)).rejects.toMatchObject({ code: 'not_found' })
  const theirs = uploadAttachment(other.board, named(), streamOf('theirs'))
  await expect(theirs).rejects.toMatchObject({ code: 'not_found' })
})
