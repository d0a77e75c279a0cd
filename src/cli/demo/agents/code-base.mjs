import fs from 'node:fs'
import path from 'node:path'
import { listFiles } from './files.mjs'

const TEXT = new Set(['.ts', '.tsx', '.mjs', '.cjs', '.js', '.css', '.sql', '.prisma', '.md'])

/** Reads all source files below a folder: one row a file, and how many characters that was. */
export function readCodeBase(root) {
  const files = listFiles(root, TEXT).map((file) => {
    const text = fs.readFileSync(path.join(root, file), 'utf8')
    return {
      file,
      folder: file.split(path.sep).slice(0, -1).slice(0, 2).join('/') || '.',
      characters: text.length,
      lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
      words: text.split(/\s+/).filter(Boolean).length,
      notes: text.match(/\b(TODO|FIXME|XXX)\b/g)?.length ?? 0,
    }
  })
  return { files, characters: files.reduce((sum, { characters }) => sum + characters, 0) }
}
