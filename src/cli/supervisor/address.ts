import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { StartProblem } from './start-problem'

const DEFAULT_PORT = 3100
const ANY_ADDRESS = ['0.0.0.0', '::']

export type Address = { host: string; port: number /** For a browser or a worker on this machine. */; url: string }

/** Where the web server is to listen, from HOST and PORT. Throws a `StartProblem` when PORT is no port. */
export function addressFrom(env: NodeJS.ProcessEnv): Address {
  const host = env.HOST || '127.0.0.1'
  const port = Number(env.PORT || DEFAULT_PORT)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new StartProblem(`PORT is "${env.PORT}"; it must be a number from 1 to 65535. Try: PORT=3100 npm start`)
  }
  const name = ANY_ADDRESS.includes(host) ? '127.0.0.1' : host
  return { host, port, url: `http://${name.includes(':') ? `[${name}]` : name}:${port}` }
}

/** Resolves true when `GET /api/health` answers 200, false when `mayStop` says that nobody waits any more. */
export async function untilHealthy(url: string, mayStop: () => boolean): Promise<boolean> {
  while (!mayStop()) {
    if (await isHealthy(url)) return true
    await sleep(25)
  }
  return false
}

function isHealthy(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.get(`${url}/api/health`, { timeout: 2000, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    request.once('timeout', () => request.destroy())
    request.once('error', () => resolve(false))
  })
}
