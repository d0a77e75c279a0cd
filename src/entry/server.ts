import { EnvError, env } from '@/platform/env'
import { log } from '@/platform/log'

/** Ends the process with a sentence. A sentence is all that a person needs of a problem that was foreseen. */
function fail(error: unknown): never {
  const isForeseen = error instanceof EnvError || (error instanceof Error && error.name === 'BootProblem')
  if (!isForeseen) log.fatal({ err: error }, 'the server did not start')
  console.error(
    isForeseen ? error.message : `The server did not start: ${error instanceof Error ? error.message : error}`,
  )
  process.exit(1)
}

// Before anything else is loaded, because much of it reads the environment at once.
try {
  Object.assign(process.env, { NODE_ENV: env().NODE_ENV })
} catch (error) {
  fail(error)
}
await import('./boot/boot').then(({ boot }) => boot()).catch(fail)
