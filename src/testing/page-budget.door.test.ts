import fs from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'

const BUILD = path.resolve('.next')
const SERVER = path.join(BUILD, 'server', 'app')
/** Of 1,024 bytes. Compressed script that a page may ask for before it is there; what is fetched later, on demand, is not counted. */
const LIMIT_KB = 200

/** Every page of the build, with the scripts that its first load names. */
function pages(): { name: string; scripts: string[] }[] {
  const shared = readJson(path.join(BUILD, 'build-manifest.json')).rootMainFiles
  return fs
    .readdirSync(SERVER, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('page_client-reference-manifest.js'))
    .map((file) => ({
      name: `/${path.dirname(file)}`,
      scripts: [...new Set([...shared, ...entryScripts(fs.readFileSync(path.join(SERVER, file), 'utf8'))])],
    }))
}

function readJson(file: string): { rootMainFiles: string[] } {
  return JSON.parse(fs.readFileSync(file, 'utf8'))
}

/** The scripts of a page and of the layouts around it: a manifest is a script that sets one value. */
function entryScripts(manifest: string): string[] {
  const value = manifest.slice(manifest.indexOf('] = {') + '] = '.length).replace(/;\s*$/, '')
  const { entryJSFiles }: { entryJSFiles: Record<string, string[]> } = JSON.parse(value)
  return Object.values(entryJSFiles).flat()
}

const sizes = new Map<string, number>()
function compressedBytes(script: string): number {
  const known = sizes.get(script)
  if (known !== undefined) return known
  const bytes = gzipSync(fs.readFileSync(path.join(BUILD, decodeURI(script)))).length
  sizes.set(script, bytes)
  return bytes
}

it(`asks for less than ${LIMIT_KB} KB of compressed script on the first load of any page`, () => {
  const all = pages().map(({ name, scripts }) => {
    const bytes = scripts.reduce((sum, script) => sum + compressedBytes(script), 0)
    return { name, kb: Math.round(bytes / 102.4) / 10 }
  })
  expect(all.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['/c/[slug]', '/c/[slug]/tasks', '/c/[slug]/runs/[id]']),
  )
  if (process.env.SHOW_SIZES) console.table(all)
  expect(all.filter(({ kb }) => kb >= LIMIT_KB)).toEqual([])
})
