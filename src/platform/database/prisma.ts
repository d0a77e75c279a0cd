import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { PrismaClient } from '@/generated/prisma/client'
import { currentConnection } from './scope'

/**
 * Prisma on the connection of the transaction that is already open. Every call of the client runs on `currentConnection()`, so
 * that models and plain SQL share one transaction, one company and one round trip to open it (docs/decisions/0002).
 */
class ScopedPool extends pg.Pool {
  // biome-ignore lint/suspicious/noExplicitAny: pg.Pool overloads query seven ways; Prisma's adapter uses one
  override query(config: any): any {
    return currentConnection().query(config)
  }

  // biome-ignore lint/suspicious/noExplicitAny: the adapter wants a PoolClient and uses these four members of it
  override async connect(): Promise<any> {
    return nested(currentConnection())
  }
}

let savepoints = 0

/** What Prisma takes for a transaction of its own (nested writes) becomes a savepoint of the open one. */
function nested(client: pg.PoolClient) {
  const savepoint = `prisma_${++savepoints}`
  const words: Record<string, string> = {
    BEGIN: `SAVEPOINT ${savepoint}`,
    COMMIT: `RELEASE SAVEPOINT ${savepoint}`,
    ROLLBACK: `ROLLBACK TO SAVEPOINT ${savepoint}`,
  }
  return {
    query: (config: pg.QueryArrayConfig) => client.query({ ...config, text: words[config.text] ?? config.text }),
    on: () => {},
    removeListener: () => {},
    release: () => {},
  }
}

function createClient() {
  const client = new PrismaClient({ adapter: new PrismaPg(new ScopedPool()) })
  const refuse = () => {
    throw new Error('use findFirst: findUnique is batched over callers, and each caller has a company of its own')
  }
  return client.$extends({ query: { $allModels: { findUnique: refuse, findUniqueOrThrow: refuse } } })
}

const store = globalThis as typeof globalThis & { paperclipPrisma?: ReturnType<typeof createClient> }

export type Models = ReturnType<typeof createClient>

/** The models, bound to the transaction that the caller runs in. Throws outside of a command or query. */
export function models(): Models {
  store.paperclipPrisma ??= createClient()
  return store.paperclipPrisma
}
