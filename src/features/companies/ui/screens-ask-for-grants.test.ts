import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { GRANTS_OF_ROLE } from '@/features/access/rules/grants'

/*
 * What a person may not do is absent from every screen. Each module that sends a command asks for the command's grant (`Granted`,
 * `useGrants`), or every module that shows that one does. A new button or dialog that forgets it is found here.
 */

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).map((path) => join('src', path))
const filesOf = (pattern: RegExp) =>
  files
    .filter((path) => pattern.test(path) && !path.includes('.test.'))
    .map((path) => [path, readFileSync(path, 'utf8')] as const)

const sources = new Map(filesOf(/^src\/(app|ui|features\/\w+\/ui)\/.*\.tsx?$/))

/** What is sent beside tRPC: files. */
const SENT_OTHERWISE: Record<string, string[]> = {
  'src/features/documents/ui/task-attachments.tsx': ['beginAttachment'],
}

/** These stand outside of a company: who founds one is known by `isInstanceAdmin`, who makes a key for a command line by the role in the list. */
const ASKED_OTHERWISE = new Set(['createCompany', 'importCompany', 'approveCliChallenge'])

/** Procedures that are no command: a command below them needs this. */
const OTHER_PROCEDURES = { testAgent: 'org:write', testSettings: 'org:write', testProvider: 'company:write' }

const grantOf = new Map([
  ...Object.entries(OTHER_PROCEDURES),
  ...filesOf(/^src\/features\/\w+\/commands\//).flatMap(([, source]) =>
    [...source.matchAll(/name: '(\w+)',\s+grant: '([\w:]+)'/g)].map(
      ([, name = '', grant = '']) => [name, grant] as const,
    ),
  ),
])

function importsOf(path: string): string[] {
  const source = sources.get(path) ?? ''
  const named = [
    ...source.matchAll(/(?:^|\n)(?:import|export)(?! type)[^'"\n]*(?:\n[^'"]*?)?from '([^']+)'|import\('([^']+)'\)/g),
  ]
  return named.flatMap(([, one, other]) => {
    const name = one ?? other ?? ''
    const base = name.startsWith('@/')
      ? join('src', name.slice(2))
      : name.startsWith('.')
        ? join(dirname(path), name)
        : null
    return base ? [`${base}.tsx`, `${base}.ts`].filter((file) => sources.has(file)) : []
  })
}

const importersOf = new Map<string, string[]>()
for (const path of sources.keys()) {
  for (const imported of importsOf(path)) importersOf.set(imported, [...(importersOf.get(imported) ?? []), path])
}

const asksFor = (path: string, grant: string) =>
  ['"', "'"].some((quote) => sources.get(path)?.includes(`${quote}${grant}${quote}`))

/** Whether the module that sends a command asks for its grant, or each module that shows that one does. */
function isAskedFor(path: string, grant: string): boolean {
  const importers = importersOf.get(path) ?? []
  return asksFor(path, grant) || (importers.length > 0 && importers.every((importer) => asksFor(importer, grant)))
}

function commandsOf(path: string, source: string): string[] {
  const sent = [...source.matchAll(/(?:trpc|client)\s*\.\w+\s*\.(\w+)\s*\.(?:mutationOptions|mutate)\b/g)].map(
    ([, name]) => name ?? '',
  )
  return [...sent, ...(SENT_OTHERWISE[path] ?? [])]
}

test('no screen leads to a command that its reader may not have, without asking for the grant', () => {
  const readers = GRANTS_OF_ROLE.viewer as ReadonlySet<string>
  const sent = [...sources].flatMap(([path, source]) => commandsOf(path, source).map((name) => ({ path, name })))
  expect(sent.length).toBeGreaterThan(60)
  const gaps = sent.flatMap(({ path, name }) => {
    const grant = grantOf.get(name)
    if (!grant || readers.has(grant) || ASKED_OTHERWISE.has(name) || isAskedFor(path, grant)) return []
    return [`${path} sends ${name}: ask for ${grant} there, or in each module that shows it`]
  })
  expect(gaps).toEqual([])
})
