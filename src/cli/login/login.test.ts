import fs from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { keptKey, logOut } from '.'
import { keepKey } from './kept-keys'

let config: string
let server: http.Server
let status: number
let url: string

beforeEach(async () => {
  config = fs.mkdtempSync(path.join(os.tmpdir(), 'paperclip-test-login-'))
  vi.stubEnv('XDG_CONFIG_HOME', config)
  server = http.createServer((_request, response) => response.writeHead(status).end('{"error":"It said no."}'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  keepKey(url, 'pcp_board_of_a_test')
})
afterEach(() => {
  vi.unstubAllEnvs()
  server.close()
  fs.rmSync(config, { recursive: true })
})

describe('logOut', () => {
  it('forgets a key that is not valid there any more, and says so', async () => {
    status = 401
    expect(await logOut(url)).toBe('The key was not valid any more. It is forgotten here.')
    expect(keptKey(url)).toBeUndefined()
  })

  it('keeps a key that may still be valid there', async () => {
    status = 503
    await expect(logOut(url)).rejects.toThrow('It said no.')
    expect(keptKey(url)).toBe('pcp_board_of_a_test')
  })
})
