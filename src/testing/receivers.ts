import http from 'node:http'
import type { AddressInfo } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'

type Received = { path: string; headers: Record<string, string>; body: string }

/**
 * A receiver of webhooks. Each path answers what it was told to, in order, and then 200.
 * @returns its address, what it got, and how to stop it
 */
export async function startReceiver() {
  const received: Received[] = []
  const answers = new Map<string, number[]>()
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const path = request.url ?? ''
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    received.push({ path, headers, body: Buffer.concat(chunks).toString() })
    const status = answers.get(path)?.shift() ?? 200
    response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end('whatever')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers,
    at: (path: string) => received.filter((each) => each.path === path),
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

/**
 * A mail server that asks for a password, refuses every one, and says in its answer what it was.
 * @returns its port, how often it refused, and how to stop it
 */
export async function startRefusingMailServer() {
  let refused = 0
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth({ password }, _session, done) {
      refused += 1
      done(new Error(`${password} is not the password`))
    },
  })
  return { port: await listening(server), refused: () => refused, stop: () => closed(server) }
}

/**
 * A mail server that takes every mail.
 * @returns its address for `SMTP_URL`, the mail that came for an address, and how to stop it
 */
export async function startMailServer() {
  const mails: { to: string; mail: Email }[] = []
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', async () => {
        const mail = await PostalMime.parse(Buffer.concat(chunks))
        for (const { address } of session.envelope.rcptTo) mails.push({ to: address, mail })
        done()
      })
    },
  })
  return {
    url: `smtp://127.0.0.1:${await listening(server)}`,
    to: (address: string) => mails.filter((each) => each.to === address).map(({ mail }) => mail),
    stop: () => closed(server),
  }
}

async function listening(server: SMTPServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.server.address() as AddressInfo).port
}

const closed = (server: SMTPServer) => new Promise<void>((resolve) => server.close(() => resolve()))
