import path from 'node:path'
import { parseArgs } from 'node:util'

export type KeepingCommand =
  | { kind: 'help' }
  | { kind: 'backup'; out: string }
  | { kind: 'restore'; file: string; isReplacing: boolean }

export const KEEPING_USAGE = `Usage: paperclip backup [--out FILE]
       paperclip restore FILE [--replace]

  backup     writes the database and all files of this installation, as they are at one moment, into one file, while Paperclip runs.
             The master key that opens the secrets is not in it: keep that apart.
             --out FILE   default: paperclip-<date>-<time>.backup here
  restore    checks such a file, puts it into an empty database, brings it to this version and checks what came back.
             Paperclip must not run on that database.
             --replace    also where the database is not empty: all that is in it is removed

Both work on the database that DATABASE_URL names, else on the one in .data/postgres.`

/** What is asked for, with paths made whole; a sentence when that cannot be known. */
export function readKeepingCommand(argv: string[], folder: string, now = new Date()): KeepingCommand | string {
  const [kind, ...args] = argv
  const options = { out: { type: 'string' }, replace: { type: 'boolean' }, help: { type: 'boolean' } } as const
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
    if (values.help) return { kind: 'help' }
    if (kind === 'backup') {
      if (positionals.length > 0 || values.replace) return `backup takes only --out, not "${args.join(' ')}".`
      return { kind, out: path.resolve(folder, values.out || defaultName(now)) }
    }
    const [file, ...others] = positionals
    if (!file) return 'restore needs the file of a backup.'
    if (others.length > 0 || values.out) return 'restore takes one file, and --replace.'
    return { kind: 'restore', file: path.resolve(folder, file), isReplacing: values.replace ?? false }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function defaultName(now: Date): string {
  const [date, time = ''] = now.toISOString().split('T')
  return `paperclip-${date}-${time.slice(0, 8).replaceAll(':', '')}.backup`
}
