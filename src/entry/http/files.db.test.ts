import { randomBytes } from 'node:crypto'
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listAttachments, openAttachment, uploadAttachment } from '@/features/documents'
import { createTask, postMessage } from '@/features/tasks'
import { closePools } from '@/platform/database'
import { asDatabaseOwner, foundCompany, type TestCompany, until } from '@/testing/company'
import { fileResponse, receiveFile } from './files'
import { problemResponse } from './problem'

let company: TestCompany
let taskId: string
let url = ''

/** A door as small as can be: POST adds a file, GET answers it. */
async function door(request: Request): Promise<Response> {
  try {
    if (request.method === 'GET') {
      const { attachment, body } = await openAttachment(company.board, new URL(request.url).pathname.slice(1))
      return fileResponse(attachment, body)
    }
    const added = await receiveFile(request, ({ fileName, contentType, body, fields }) => {
      const messageId = async () => (await fields()).get('messageId')
      return uploadAttachment(company.board, { taskId, fileName, contentType, messageId }, body)
    })
    return Response.json(added, { status: 201 })
  } catch (error) {
    return problemResponse(error)
  }
}
const server = http.createServer(getRequestListener(door, { overrideGlobalObjects: false }))

beforeAll(async () => {
  company = await foundCompany()
  taskId = (await createTask(company.board, { title: 'With files' })).id
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await closePools()
})

async function send(file: Blob | null, fileName = 'file.bin', others: Record<string, string> = {}) {
  const form = new FormData()
  if (file) form.append('file', file, fileName)
  for (const [name, value] of Object.entries(others)) form.append(name, value)
  const response = await fetch(url, { method: 'POST', body: form })
  return { status: response.status, body: await response.json() }
}

const count = async () => (await listAttachments(company.board, { taskId, limit: 500 })).length

describe('a form with a file', () => {
  it('comes back byte for byte, also when it is large', async () => {
    const bytes = randomBytes(9 * 1024 * 1024)
    const { status, body } = await send(new Blob([bytes], { type: 'application/zip' }), 'größe.zip')
    expect(status).toBe(201)
    expect(body).toMatchObject({ fileName: 'größe.zip', byteSize: bytes.length })
    const answer = await fetch(url + body.id)
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true)
    expect(answer.headers.get('content-length')).toBe(String(bytes.length))
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="gr__e.zip"; filename*=UTF-8''gr%C3%B6%C3%9Fe.zip`,
    )
  })

  it('may name a message behind the file', async () => {
    const message = await postMessage(company.board, { taskId, content: 'Look' })
    const { body } = await send(new Blob(['x']), 'a.txt', { messageId: message.id })
    expect(body.messageId).toBe(message.id)
  })

  it('is refused behind the limit, with the limit', async () => {
    await asDatabaseOwner(`UPDATE "Company" SET "attachmentMaxBytes" = 2048 WHERE id = $1`, [company.id])
    const before = await count()
    for (const size of [2049, 5_000_000, 50_000_000]) {
      const { status, body } = await send(new Blob([randomBytes(size)]))
      expect([status, body.code, body.details.maxBytes]).toEqual([413, 'too_large', 2048])
    }
    expect(await count()).toBe(before)
    await asDatabaseOwner(`UPDATE "Company" SET "attachmentMaxBytes" = 10485760 WHERE id = $1`, [company.id])
  })

  it('is needed', async () => {
    expect(await send(null)).toMatchObject({ status: 400, body: { details: { fields: [{ field: 'file' }] } } })
    for (const type of ['application/json', 'multipart/form-data', 'multipart/form-data; boundary=x']) {
      const response = await fetch(url, { method: 'POST', body: '{}', headers: { 'content-type': type } })
      expect([type, response.status]).toEqual([type, 400])
    }
  })
})

describe('a form that breaks off', () => {
  const head = '--x\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\nbegun'
  const type = { 'content-type': 'multipart/form-data; boundary=x' }

  it('is refused when it ends in the middle of the file', async () => {
    const before = await count()
    const response = await fetch(url, { method: 'POST', body: head, headers: type })
    expect(response.status).toBe(400)
    expect(await count()).toBe(before)
  })

  it('leaves nothing when the sender hangs up', async () => {
    const before = await count()
    const socket = net.connect(Number(new URL(url).port), '127.0.0.1')
    socket.write(
      `POST / HTTP/1.1\r\nhost: x\r\ncontent-type: ${type['content-type']}\r\ncontent-length: 9999\r\n\r\n${head}`,
    )
    const pending = () => asDatabaseOwner(`SELECT 1 FROM "FileRemoval"`)
    await until('the upload to begin', async () => (await pending()).length === 1)
    socket.destroy()
    await until('the upload to be forgotten', async () => (await pending()).length === 0)
    expect(await count()).toBe(before)
  })
})

describe('what somebody sent', () => {
  it.each(['text/html', 'image/svg+xml', 'application/xhtml+xml', 'text/xml', 'application/pdf'])(
    '%s is saved, and runs nothing',
    async (type) => {
      const { body } = await send(new Blob(['<script>alert(1)</script>'], { type }), 'page.html')
      const { headers } = await fetch(url + body.id)
      expect(headers.get('content-disposition')).toMatch(/^attachment;/)
      expect(headers.get('content-security-policy')).toMatch(/^sandbox;/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
    },
  )

  it('is shown when it is a picture or plain text', async () => {
    const { body } = await send(new Blob(['hello'], { type: 'text/plain' }), "it's.txt")
    const { headers } = await fetch(url + body.id)
    expect(headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(headers.get('content-disposition')).toBe(`inline; filename="it's.txt"; filename*=UTF-8''it%27s.txt`)
    expect(headers.get('content-security-policy')).toMatch(/^sandbox;/)
  })
})
