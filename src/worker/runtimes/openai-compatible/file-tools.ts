import fs from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { inside } from '../inside'
import { type Tool, tool } from './tool'

const MOST_BYTES = 5_000_000
const MOST_ENTRIES = 500
const DEFAULT_LINES = 400

const Place = z.string().min(1).describe('Relative to the workspace.')

/** Reading and writing in the workspace. No path leads out of it, also not through a link. */
export function fileTools(workspace: string): Tool[] {
  const at = (place: string) => inside(workspace, place)
  return [
    tool(
      'read_file',
      'Read a text file of the workspace, with line numbers.',
      z.object({
        path: Place,
        first_line: z.int().min(1).default(1),
        lines: z.int().min(1).max(2000).default(DEFAULT_LINES),
      }),
      ({ path: place, first_line, lines }) => numbered(readText(at(place), place), first_line, lines),
    ),
    tool(
      'write_file',
      'Write a text file of the workspace; its folders are made, and what was in the file is replaced.',
      z.object({ path: Place, content: z.string() }),
      ({ path: place, content }) => {
        const file = at(place)
        fs.mkdirSync(path.dirname(file), { recursive: true })
        fs.writeFileSync(file, content)
        return `Wrote ${Buffer.byteLength(content)} bytes to ${place}.`
      },
    ),
    tool(
      'edit_file',
      'Replace a text that stands exactly once in a file of the workspace.',
      z.object({ path: Place, old_text: z.string().min(1), new_text: z.string() }),
      ({ path: place, old_text, new_text }) => {
        const file = at(place)
        const parts = readText(file, place).split(old_text)
        if (parts.length !== 2)
          throw new Error(`old_text stands ${parts.length - 1} times in ${place}; it must stand there once.`)
        fs.writeFileSync(file, parts.join(new_text))
        return `Changed ${place}.`
      },
    ),
    tool(
      'list_files',
      'List a folder of the workspace; folders end in /.',
      z.object({ path: z.string().default('.') }),
      ({ path: place }) => list(at(place)),
    ),
  ]
}

function readText(file: string, place: string): string {
  const found = fs.statSync(file, { throwIfNoEntry: false })
  if (!found) throw new Error(`There is no ${place} in the workspace.`)
  if (!found.isFile()) throw new Error(`${place} is not a file.`)
  if (found.size > MOST_BYTES) throw new Error(`${place} has ${found.size} bytes; at most ${MOST_BYTES} are read.`)
  return fs.readFileSync(file, 'utf8')
}

function numbered(text: string, first: number, count: number): string {
  const lines = text.split('\n')
  const shown = lines.slice(first - 1, first - 1 + count).map((line, i) => `${first + i}\t${line}`)
  const rest = lines.length - (first - 1 + shown.length)
  return shown.join('\n') + (rest > 0 ? `\n… (${rest} more lines)` : '')
}

function list(folder: string): string {
  const entries = fs.readdirSync(folder, { withFileTypes: true })
  const names = entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort()
  const rest = names.length - MOST_ENTRIES
  return names.slice(0, MOST_ENTRIES).join('\n') + (rest > 0 ? `\n… (${rest} more)` : '')
}
