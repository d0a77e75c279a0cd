import { Inngest } from 'inngest'
import { createEngineFetch } from '@/platform/engine'
import { env } from '@/platform/env'

/** What the SDK would send to a server stays in the process when the engine is embedded. */
export const engineFetch = createEngineFetch()

const isEmbedded = env().ENGINE === 'embedded'

/** The Inngest client of the product. Keys and addresses come from INNGEST_* variables when ENGINE=inngest. */
export const inngest = new Inngest({
  id: 'paperclip',
  isDev: isEmbedded,
  ...(isEmbedded ? { fetch: engineFetch.fetch, eventKey: 'embedded', baseUrl: 'http://embedded.invalid' } : {}),
})
