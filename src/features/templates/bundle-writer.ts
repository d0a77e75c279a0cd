import { createHash } from 'node:crypto'
import { Refusal } from '@/platform/errors'
import { createArchive } from './archive'
import { LIMITS } from './rules/paths'
import { FORMAT_VERSION, type Input } from './schema'

/** Adds files, and writes down in the manifest what they are. */
export function createWriter() {
  const archive = createArchive()
  const files: { path: string; bytes: number; sha256: string }[] = []
  let total = 0
  let newest = ''
  const put = (path: string, text: string) => {
    const content = Buffer.from(text)
    total += content.length
    if (content.length > LIMITS.entryBytes || total > LIMITS.totalBytes || files.length >= LIMITS.entries - 2) {
      throw new Refusal(
        'invalid_input',
        `The company is too large for one bundle: ${path} did not fit. Export it in parts.`,
        { rule: 'bundle_too_large' },
      )
    }
    archive.add(path, content)
    files.push({ path, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') })
  }
  return {
    add: put,
    addJson: (path: string, value: unknown) => put(path, `${JSON.stringify(value, null, 2)}\n`),
    /** Something changed at this time, and is in the bundle. */
    seen(at: unknown) {
      if (typeof at === 'string' && at > newest) newest = at
    },
    end({ name, inputs }: { name: string; inputs: Input[] }): Promise<Buffer> {
      const sorted = files.sort((a, b) => (a.path < b.path ? -1 : 1))
      const stateAt = newest || undefined
      const manifest = { format: 'paperclip-company', version: FORMAT_VERSION, name, stateAt, inputs, files: sorted }
      archive.add('manifest.json', `${JSON.stringify(manifest, null, 2)}\n`)
      return archive.end()
    },
  }
}
export type Writer = ReturnType<typeof createWriter>
