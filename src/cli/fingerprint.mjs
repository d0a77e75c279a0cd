import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'

/** What the built product is made of: no tests, no generated code; and not tsconfig.json, which Next.js itself rewrites. */
const SOURCES = ['src', 'prisma/schema', 'public', 'package-lock.json']
const SETTINGS = ['next.config.mjs', 'postcss.config.mjs', 'tailwind.config.ts']
const NOT_BUILT = [/^src\/generated\//, /^src\/testing\//, /\.test\.(tsx?|mjs)$/]

/** Hash of the contents of everything that goes into the build. `root` is the project's folder. */
export function sourceFingerprint(root) {
  return fingerprint(root, [...SOURCES, ...SETTINGS], (name) => !NOT_BUILT.some((pattern) => pattern.test(name)))
}

/** Hash of the database schema and of the installed generator's version. */
export function schemaFingerprint(root) {
  return fingerprint(root, ['prisma/schema', 'node_modules/prisma/package.json'])
}

/** Hash over names and contents of files and folders below `root`; those that do not exist count as empty. */
export function fingerprint(root, names, isIncluded = () => true) {
  const hash = createHash('sha256')
  for (const file of names.flatMap((name) => filesBelow(root, name)).filter(isIncluded)) {
    const content = fs.readFileSync(path.join(root, file))
    hash.update(`${file}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

function filesBelow(root, name) {
  const stat = fs.statSync(path.join(root, name), { throwIfNoEntry: false })
  if (!stat) return []
  if (!stat.isDirectory()) return [name]
  const entries = fs.readdirSync(path.join(root, name)).sort()
  return entries.flatMap((entry) => filesBelow(root, `${name}/${entry}`))
}
