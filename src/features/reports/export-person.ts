import { pipeline, Readable, Transform } from 'node:stream'
import { ZipFile } from 'yazl'
import { callerFor, type Identity, listSessions, membershipsOf, profileOf, requirePerson } from '@/features/access'
import type { Caller } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { log } from '@/platform/log'
import { OWN_KINDS, type OwnKind, ownRecords } from './queries/own-records'

/**
 * Everything the installation has of a person, as a zip of JSON: the profile, memberships and sessions, and for each company a file a
 * kind of what the person wrote, decided and did, a line a record. Read while it is sent, a page at a time.
 * @throws Refusal forbidden for keys and agents; rate_limited while another one of the same person is under way
 */
export async function exportPerson(identity: Identity): Promise<Readable> {
  const personId = requirePerson(identity)
  if (underWay.has(personId)) {
    throw new Refusal(
      'rate_limited',
      'A download of your data is under way. Let it end, or stop it, before you begin another one.',
    )
  }
  underWay.add(personId)
  const release = () => underWay.delete(personId)
  try {
    return asSent(await zipOf(identity, personId), release)
  } catch (error) {
    release()
    throw error
  }
}

/** Whose export this server is sending. */
const underWay = new Set<string>()
/** A download that nobody takes anything of for so long has been given up. */
const STANDSTILL_MS = 5 * 60_000

/** Hands on what is read of it, and tells when it is at its end, before the reader knows, or has been given up. */
function asSent(source: Readable, release: () => void): Readable {
  const sent = new Transform({
    transform(chunk, _encoding, done) {
      watch.refresh()
      done(null, chunk)
    },
    flush(done) {
      release()
      done()
    },
  })
  const watch = setTimeout(() => sent.destroy(new Error('nobody reads the export of a person')), STANDSTILL_MS).unref()
  sent.once('close', () => {
    clearTimeout(watch)
    release()
  })
  pipeline(source, sent, () => {})
  return sent
}

async function zipOf(identity: Identity, personId: string): Promise<Readable> {
  const zip = new ZipFile()
  const [profile, memberships, { sessions }] = await Promise.all([
    profileOf(personId),
    membershipsOf(personId),
    listSessions(identity),
  ])
  const add = (name: string, content: unknown) => zip.addBuffer(Buffer.from(JSON.stringify(content, null, 2)), name)
  add('profile.json', profile)
  add('memberships.json', memberships)
  add('sessions.json', sessions)
  for (const { companyId, slug } of memberships) {
    const caller = await callerUnlessClosed(identity, companyId)
    if (!caller) continue
    for (const kind of OWN_KINDS) {
      // asked for when its turn comes: one page is in memory at a time
      zip.addReadStreamLazy(`companies/${slug}/${kind}.jsonl`, (taken) =>
        taken(null, Readable.from(linesOf(caller, kind), { objectMode: false })),
      )
    }
  }
  zip.end()
  const output = zip.outputStream as Readable
  zip.on('error', (error: Error) => {
    log.error({ err: error, personId }, 'the export of a person broke off')
    output.destroy(error)
  })
  return output
}

/** Null for a company that is being deleted, which only its owners still see. */
async function callerUnlessClosed(identity: Identity, companyId: string): Promise<Caller | null> {
  try {
    return await callerFor(identity, companyId)
  } catch (error) {
    if (error instanceof Refusal && error.facts.removalDueAt) return null
    throw error
  }
}

async function* linesOf(caller: Caller, kind: OwnKind): AsyncGenerator<Buffer> {
  for (let after: { at: string; id: string } | undefined; ; ) {
    const rows = await ownRecords(caller, { kind, after })
    if (rows.length > 0) yield Buffer.from(`${rows.map((row) => JSON.stringify(row)).join('\n')}\n`)
    const last = rows.at(-1)
    if (!last) return
    after = { at: last.at, id: last.id }
  }
}
