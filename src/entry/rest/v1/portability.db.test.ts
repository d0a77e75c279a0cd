import { afterAll, expect, it } from 'vitest'
import { createApiKey } from '@/features/access'
import { closePools } from '@/platform/database'
import { foundCompany, type TestCompany } from '@/testing/company'
import { answerV1 } from '.'

afterAll(closePools)

/** Sends a form with a file that is no bundle, and counts what was read of it. */
async function send(company: TestCompany, token: string, path: string) {
  let sent = 0
  const body = new ReadableStream<Uint8Array>(
    {
      pull(stream) {
        const begin = '--b\r\ncontent-disposition: form-data; name="file"; filename="x"\r\n\r\n'
        sent += 1
        stream.enqueue(Buffer.from(sent === 1 ? begin : sent === 1000 ? '\r\n--b--\r\n' : 'x'.repeat(1000)))
        if (sent === 1000) stream.close()
      },
    },
    { highWaterMark: 0 },
  )
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'multipart/form-data; boundary=b' }
  const request = new Request(`http://localhost/api/v1/companies/${company.id}${path}`, {
    ...{ method: 'POST', body, headers, duplex: 'half' as const },
  })
  const { status } = await answerV1(request)
  return { status, sent }
}

it.each(['/import', '/import?preview=true', '/import/preview'])(
  'reads nothing of a bundle for who may not bring it to %s',
  async (path) => {
    const company = await foundCompany()
    const { id: agentId } = await company.hire()
    const agent = await createApiKey(company.board, { name: 'Agent', kind: 'agent', agentId })
    expect(await send(company, agent.token, path)).toEqual({ status: 403, sent: 0 })
    const board = await createApiKey(company.board, { name: 'Board', kind: 'board' })
    expect(await send(company, board.token, path)).toEqual({ status: 422, sent: 1000 })
  },
)
