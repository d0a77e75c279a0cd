import type { Server } from 'node:http'
import type { Env } from '@/platform/env'
import { BootProblem } from './database'

/**
 * Opens the socket.
 * @throws BootProblem when the port or the address cannot be had
 */
export function listen(server: Server, { HOST, PORT }: Pick<Env, 'HOST' | 'PORT'>): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new BootProblem(sentenceOf(error, HOST, PORT))))
    server.listen(PORT, HOST, resolve)
  })
}

function sentenceOf(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code === 'EADDRINUSE') {
    return `Port ${port} is in use. End the program that holds it, or set PORT to another one, such as ${port + 1}.`
  }
  if (error.code === 'EACCES') return `This user may not listen on port ${port}. Set PORT to one above 1023.`
  return `Cannot listen on ${host}:${port} (${error.message}). Check HOST and PORT.`
}
