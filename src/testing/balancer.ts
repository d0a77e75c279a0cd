import net from 'node:net'

export type Balancer = { port: number; close(): Promise<void> }

/** Hands each connection to a server that takes it, the first one first: what stands before several web servers in production. */
export function startBalancer(ports: number[]): Promise<Balancer> {
  const open = new Set<net.Socket>()
  const balancer = net.createServer((client) => {
    open.add(client)
    client.on('error', () => client.destroy())
    client.on('close', () => open.delete(client))
    connect(client, ports)
  })
  return new Promise((resolve) => {
    balancer.listen(0, '127.0.0.1', () => {
      const { port } = balancer.address() as net.AddressInfo
      const close = () =>
        new Promise<void>((closed) => {
          balancer.close(() => closed())
          for (const socket of open) socket.destroy()
        })
      resolve({ port, close })
    })
  })
}

function connect(client: net.Socket, [port, ...others]: number[]): void {
  if (port === undefined) return void client.destroy()
  const server = net.connect(port, '127.0.0.1')
  let isTaken = false
  server.once('connect', () => {
    isTaken = true
    client.pipe(server).pipe(client)
  })
  server.on('error', () => (isTaken ? client.destroy() : connect(client, others)))
  server.on('close', () => isTaken && client.destroy())
  client.on('close', () => server.destroy())
}
