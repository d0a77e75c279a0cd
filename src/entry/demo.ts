import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { founderCaller, type Identity, isLocalMode } from '@/features/access'
import { env } from '@/platform/env'
import { Refusal } from '@/platform/errors'
import { log } from '@/platform/log'
import { addressOf } from './http/address'

/** Where the example company is found once it is founded. */
export const DEMO_SLUG = 'demo'

let demo: ChildProcess | undefined

/** The command line tool, which is built beside the server. */
function tool(): string {
  return path.join(path.dirname(process.argv[1] ?? ''), 'paperclip.mjs')
}

/** Whether the example company can be founded from a page: the tool acts without a key, as only this machine may. */
export function isDemoOffered(identity: Identity): boolean {
  return isLocalMode() && identity.kind === 'person' && identity.isInstanceAdmin && fs.existsSync(tool())
}

/**
 * Begins to found the example company, as `paperclip demo` does: over REST, in a process that stays as one of its agents for as long
 * as the server runs. What is there already is completed.
 * @throws Refusal forbidden for who may found no company; broken_rule where people sign in, or the tool is not built
 */
export function foundDemo(identity: Identity): { slug: string } {
  founderCaller(identity)
  if (!isDemoOffered(identity)) {
    throw new Refusal('broken_rule', 'The demo company is founded here from the command line: paperclip demo.', {
      rule: 'demo_not_offered',
    })
  }
  if (demo?.exitCode === null) return { slug: DEMO_SLUG }
  const { PATH, HOME } = process.env
  const started = spawn(process.execPath, [tool(), 'demo'], {
    env: { NODE_ENV: 'production', PATH, HOME, PAPERCLIP_URL: addressOf(env()) },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  started.stderr?.on('data', (text: Buffer) => log.warn({ text: String(text) }, 'the demo company'))
  started.once('error', (error) => log.error({ err: error }, 'the demo company was not founded'))
  demo = started
  return { slug: DEMO_SLUG }
}
