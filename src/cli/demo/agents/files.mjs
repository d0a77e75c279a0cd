import fs from 'node:fs'
import path from 'node:path'

const SKIPPED = new Set(['node_modules', 'dist', 'generated', 'coverage', 'test-results', 'playwright-report'])

/** Every file below a folder whose ending is in `endings`, as paths relative to it; hidden, installed and generated ones left out. */
export function listFiles(root, endings) {
  const found = []
  const folders = ['']
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of fs.readdirSync(path.join(root, folder), { withFileTypes: true })) {
      const name = path.join(folder, entry.name)
      if (entry.name.startsWith('.') || SKIPPED.has(entry.name)) continue
      if (entry.isDirectory()) folders.push(name)
      else if (entry.isFile() && endings.has(path.extname(entry.name))) found.push(name)
    }
  }
  return found.sort()
}
