import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sourceFingerprint } from './fingerprint.mjs'
import { installProblem } from './installed.mjs'
import { nodeProblem } from './node-version.mjs'

let root

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'paperclip-setup-'))
})

afterEach(() => fs.rmSync(root, { recursive: true, force: true }))

function write(name, content) {
  fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
  fs.writeFileSync(path.join(root, name), typeof content === 'string' ? content : JSON.stringify(content))
}

describe('nodeProblem', () => {
  it.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0'])('accepts %s', (version) =>
    expect(nodeProblem(version)).toBe(null),
  )
  it.each(['18.20.0', '20.18.3'])('refuses %s with a sentence that names both versions', (version) => {
    expect(nodeProblem(version)).toContain(version)
    expect(nodeProblem(version)).toContain('20.19')
  })
})

describe('sourceFingerprint', () => {
  it('changes with content, name and number of the files that are built', () => {
    const seen = [sourceFingerprint(root)]
    const record = (change) => {
      change()
      seen.push(sourceFingerprint(root))
    }
    record(() => write('src/a.ts', 'one'))
    record(() => write('src/a.ts', 'two'))
    record(() => fs.renameSync(path.join(root, 'src/a.ts'), path.join(root, 'src/b.ts')))
    record(() => write('src/deep/c.ts', ''))
    record(() => write('package-lock.json', '{}'))
    expect(new Set(seen).size).toBe(seen.length)
  })

  it('does not change with tests, generated code or times', () => {
    write('src/a.ts', 'one')
    const before = sourceFingerprint(root)
    write('src/a.test.ts', 'test')
    write('src/a.db.test.ts', 'test')
    write('src/generated/prisma/client.ts', 'generated')
    fs.utimesSync(path.join(root, 'src/a.ts'), 1, 1)
    expect(sourceFingerprint(root)).toBe(before)
  })
})

describe('installProblem', () => {
  const lock = (version) => ({
    packages: {
      '': { name: 'product' },
      'node_modules/zod': { version },
      'node_modules/only-on-windows': { version: '1.0.0', optional: true },
    },
  })

  function install(version) {
    write('node_modules/.package-lock.json', lock(version))
    write('node_modules/zod/package.json', { version })
  }

  it('is null when what is installed is what the lock asks for, other platforms left out', () => {
    write('package-lock.json', lock('4.0.0'))
    install('4.0.0')
    expect(installProblem(root)).toBe(null)
  })

  it('sees a missing and an interrupted installation', () => {
    write('package-lock.json', lock('4.0.0'))
    expect(installProblem(root)).toBe('not installed yet')
    write('node_modules/zod/package.json', { version: '4.0.0' })
    expect(installProblem(root)).toBe('not installed yet')
  })

  it('sees another version and a package that was removed', () => {
    write('package-lock.json', lock('4.1.0'))
    install('4.0.0')
    expect(installProblem(root)).toBe('zod 4.1.0 is missing')
    install('4.1.0')
    fs.rmSync(path.join(root, 'node_modules/zod'), { recursive: true })
    expect(installProblem(root)).toBe('zod is incomplete')
  })
})
