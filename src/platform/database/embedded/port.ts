import net from 'node:net'

const ATTEMPTS = 50

/** The first port from `wanted` on that nobody listens on at 127.0.0.1. Throws a sentence when the next 50 are all taken. */
export async function freePort(wanted: number): Promise<number> {
  for (let port = wanted; port < wanted + ATTEMPTS; port++) if (await isFree(port)) return port
  throw new Error(
    `No free port for the database between ${wanted} and ${wanted + ATTEMPTS - 1}. Set EMBEDDED_PG_PORT to another one.`,
  )
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)))
  })
}
