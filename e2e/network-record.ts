import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'

export type NetworkRecord = {
  /** The address of the proxy that a browser context is given. */
  proxy: string
  /** Every request, as text: its line and headers, and apart from them its body. */
  requests: { head: string; body(): string }[]
  /** Every answer, as text: headers and body; of a live stream what came so far. */
  answers: { of: string; text(): string }[]
  close(): void
}

/**
 * A proxy that keeps all that goes through it. The browser's own tools forget the bodies of a page that is left, and never show those
 * of streams.
 */
export async function recordNetwork(): Promise<NetworkRecord> {
  const requests: NetworkRecord['requests'] = []
  const answers: NetworkRecord['answers'] = []
  const server = http.createServer((request, response) => {
    const { method, url = '', headers } = request
    const head = `${method} ${url}`
    requests.push({ head: `${head} ${JSON.stringify(headers)}`, body: kept(request) })
    // a packed answer could not be searched
    const outgoing = http.request(url, { method, headers: { ...headers, 'accept-encoding': 'identity' } }, (answer) => {
      const body = kept(answer)
      answers.push({ of: head, text: () => `${JSON.stringify(answer.headers)} ${body()}` })
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      response.flushHeaders()
      answer.pipe(response)
    })
    outgoing.on('error', () => response.destroy())
    response.on('close', () => outgoing.destroy())
    request.pipe(outgoing)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return {
    ...{ proxy: `http://127.0.0.1:${port}`, requests, answers },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

function kept(message: http.IncomingMessage): () => string {
  const chunks: Buffer[] = []
  message.on('data', (chunk: Buffer) => chunks.push(chunk))
  return () => Buffer.concat(chunks).toString()
}
