import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ZipFile } from 'yazl'
import { Refusal } from '@/platform/errors'
import { createArchive, readArchive } from './archive'
import { readBundle, readInlineBundle } from './read-bundle'
import { pathProblem } from './rules/paths'

type Content = Record<string, string | Buffer>

async function zipOf(files: Content, options: { mode?: number } = {}): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [path, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), path, options)
  zip.end()
  return buffer(zip.outputStream)
}

/** A name that no honest program writes, in the place of one of the same length. */
function renamed(zip: Buffer, from: string, to: string): Buffer {
  return Buffer.from(zip.toString('latin1').replaceAll(from, to), 'latin1')
}

/** With a manifest that fits, unless `lie` says otherwise. */
async function bundleOf(files: Record<string, string>, manifest: object = {}): Promise<Buffer> {
  const listed = Object.entries(files).map(([path, text]) => ({
    ...{ path, bytes: Buffer.byteLength(text), sha256: createHash('sha256').update(text).digest('hex') },
  }))
  return zipOf({
    ...files,
    'manifest.json': JSON.stringify({ format: 'paperclip-company', version: 1, files: listed, ...manifest }),
  })
}

const small = { 'company.json': '{"name": "Small"}' }
const refusal = (text: RegExp) =>
  expect.objectContaining({ code: 'invalid_input', message: expect.stringMatching(text) })

it('gives back what was put in', async () => {
  const path = fc.stringMatching(/^[a-z]{1,8}(\/[a-z]{1,8}){0,2}\.md$/).filter((name) => pathProblem(name) === null)
  const files = fc.uniqueArray(fc.tuple(path, fc.string()), { selector: ([name]) => name, maxLength: 10 })
  await fc.assert(
    fc.asyncProperty(files, async (each) => {
      const archive = createArchive()
      for (const [name, text] of each) archive.add(name, text)
      const read = await readArchive(await archive.end())
      expect([...read].map(([name, content]) => [name, content.toString('utf8')])).toEqual(
        each.map(([name, text]) => [name, Buffer.from(text).toString('utf8')]),
      )
    }),
    { numRuns: 50 },
  )
})

describe('refuses', () => {
  it('a bomb, while it inflates', async () => {
    const bomb = await zipOf({ 'tasks/a.json': Buffer.alloc(31 * 1024 * 1024) })
    expect(bomb.length).toBeLessThan(100_000)
    await expect(readArchive(bomb)).rejects.toEqual(refusal(/far more than it is/))
    await expect(readArchive(await zipOf({ 'big.json': Buffer.alloc(40 * 1024 * 1024, 'abcdefgh') }))).rejects.toEqual(
      refusal(/too large|far more/),
    )
  })

  it('a size that is not what the archive says', async () => {
    const zip = await zipOf({ 'a.txt': 'x'.repeat(5000) })
    const at = zip.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24
    zip.writeUInt32LE(10, at)
    await expect(readArchive(zip)).rejects.toEqual(refusal(/damaged/))
  })

  it.each([
    '../../etc/pw',
    '/etc/passwdx',
    'a/../../b/cd',
    'C:/windows/x',
    'a\\..\\..\\b\\c',
    'a//b/c/d/e/f',
    './a/b/c/d/ef',
    'aux/b/c/d/efg',
  ])('the path %s', async (path) => {
    const honest = 'n'.repeat(path.length)
    const zip = renamed(await zipOf({ [honest]: 'x' }), honest, path)
    await expect(readArchive(zip)).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(readInlineBundle({ ...small, [path]: 'x' })).rejects.toBeInstanceOf(Refusal)
  })

  it('links, devices, and one path twice', async () => {
    await expect(readArchive(await zipOf({ link: '/etc/passwd' }, { mode: 0o120777 }))).rejects.toEqual(
      refusal(/no plain file/),
    )
    await expect(readArchive(await zipOf({ 'a/B.txt': '1', 'a/b.txt': '2' }))).rejects.toEqual(refusal(/twice/))
    const same = renamed(await zipOf({ 'one.txt': '1', 'two.txt': '2' }), 'two.txt', 'one.txt')
    await expect(readArchive(same)).rejects.toEqual(refusal(/twice/))
  })

  it('a file that its manifest does not know, or knows otherwise', async () => {
    const lies = [{ path: 'company.json', bytes: 1, sha256: '0'.repeat(64) }]
    await expect(readBundle(await bundleOf(small, { files: lies }))).rejects.toEqual(refusal(/changed or damaged/))
    await expect(readBundle(await bundleOf(small, { files: [] }))).rejects.toEqual(refusal(/not in its manifest/))
    await expect(readBundle(await bundleOf(small, { files: [{ ...lies[0], path: 'gone.json' }] }))).rejects.toEqual(
      refusal(/not in it/),
    )
  })

  it('another version, and another format', async () => {
    await expect(readBundle(await bundleOf(small, { version: 2 }))).rejects.toEqual(
      refusal(/manifest\.json: version: is one that this installation cannot read/),
    )
    await expect(readBundle(await bundleOf(small, { format: 'zip' }))).rejects.toEqual(
      refusal(/manifest\.json: format/),
    )
    await expect(readBundle(await zipOf(small))).rejects.toEqual(refusal(/no manifest/))
  })

  it('wrong content, naming file and field', async () => {
    const files = {
      ...small,
      'agents/eve/agent.json': '{"key": "eve", "name": "", "runtime": "abacus"}',
      'tasks/1.json': '{"number": "one"',
    }
    await expect(readBundle(await bundleOf(files))).rejects.toMatchObject({
      message: expect.stringContaining('agents/eve/agent.json: name: must not be empty'),
      facts: {
        problems: expect.arrayContaining([
          expect.stringMatching(/agent\.json: runtime: must be one of/),
          'tasks/1.json: is not JSON',
        ]),
      },
    })
    const deep = { ...small, 'labels.json': '['.repeat(50_000) + ']'.repeat(50_000) }
    await expect(readBundle(await bundleOf(deep))).rejects.toEqual(refusal(/labels\.json: is not JSON/))
  })
})

it('ignores what it does not know, with a warning', async () => {
  const bundle = await readBundle(await bundleOf({ ...small, 'skills/x.md': 'text', 'README.txt': 'text' }))
  expect(bundle.warnings).toEqual(['README.txt is not known, and left out.', 'skills/x.md is not known, and left out.'])
})

describe('never answers with anything but a refusal', () => {
  const read = async (bytes: Uint8Array) => {
    try {
      await readBundle(bytes)
    } catch (error) {
      expect(error).toBeInstanceOf(Refusal)
      expect((error as Refusal).code).toBe('invalid_input')
    }
  }

  it('to random bytes', () => fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), read), { numRuns: 200 }))

  it('to a bundle that was cut, or changed somewhere', async () => {
    const whole = await bundleOf({
      ...small,
      'goals.json': '[]',
      'agents/eve/agent.json': '{"key": "eve", "name": "Eve", "runtime": "bash"}',
    })
    const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(changes, fc.nat(whole.length), async (bytes, end) => {
        const damaged = Buffer.from(whole)
        for (const [at, value] of bytes) damaged[at] = value
        await read(damaged)
        await read(whole.subarray(0, end))
      }),
      { numRuns: 300 },
    )
  })
})
