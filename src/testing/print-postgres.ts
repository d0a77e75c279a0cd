/** A process of its own for the launcher's tests: `print-postgres.ts <data folder> <port> [stop]` prints the address. */
import { ensurePostgres } from '@/platform/database/embedded-postgres'

const [dataDir = '', port = '', mode] = process.argv.slice(2)
const server = await ensurePostgres({ dataDir, port: Number(port), database: 'postgres' })
console.log(server.url)
if (mode === 'stop') await server.stop()
