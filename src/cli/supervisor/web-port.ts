import fs from 'node:fs'
import net from 'node:net'
import { StartProblem } from './start-problem'

/** Throws a `StartProblem` that names the holder, where the system tells it, when the web server's port is taken. */
export async function requireFreePort(port: number, host: string): Promise<void> {
  const error = await tryListen(port, host)
  if (!error) return
  if (error.code === 'EADDRINUSE') {
    const holder = holderOf(port)
    const advice = `End it, or start on another port: PORT=${port + 1} npm start`
    throw new StartProblem(`Port ${port} is in use${holder ? ` by ${holder}` : ''}. ${advice}`)
  }
  if (error.code === 'EACCES') {
    throw new StartProblem(`This user may not listen on port ${port}. Choose one above 1023: PORT=3100 npm start`)
  }
  throw new StartProblem(`Cannot listen on ${host}:${port} (${error.message}). Check HOST and PORT.`)
}

function tryListen(port: number, host: string): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    const server = net.createServer()
    server.once('error', (error) => resolve(error))
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(null)))
  })
}

/** `name (process 123)`, or null where /proc does not exist or does not tell this user. */
function holderOf(port: number): string | null {
  const inodes = listeningInodes(port)
  if (inodes.size === 0) return null
  for (const pid of list('/proc').filter((name) => /^\d+$/.test(name))) {
    for (const descriptor of list(`/proc/${pid}/fd`)) {
      const target = linkTarget(`/proc/${pid}/fd/${descriptor}`)
      if (inodes.has(target)) return `${read(`/proc/${pid}/comm`).trim() || 'a program'} (process ${pid})`
    }
  }
  return null
}

function listeningInodes(port: number): Set<string> {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0')
  const rows = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => read(file).split('\n').slice(1))
  const fields = rows.map((row) => row.trim().split(/\s+/))
  // 0A is the state LISTEN; field 9 is the socket's inode
  const listening = fields.filter((f) => f[1]?.endsWith(`:${hexPort}`) && f[3] === '0A')
  return new Set(listening.map((f) => `socket:[${f[9]}]`))
}

function list(folder: string): string[] {
  try {
    return fs.readdirSync(folder)
  } catch {
    return []
  }
}

function read(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function linkTarget(file: string): string {
  try {
    return fs.readlinkSync(file)
  } catch {
    return ''
  }
}
