import fs from 'node:fs'
import { readCodeBase } from './code-base.mjs'
import { complete, meter, post, readTask, work } from './paperclip.mjs'

/** Max reads the whole code base and counts what is in it. */

const count = (value) => value.toLocaleString('en')

function folderTable(files) {
  const folders = new Map()
  for (const { folder, lines, words, notes } of files) {
    const row = folders.get(folder) ?? { files: 0, lines: 0, words: 0, notes: 0 }
    folders.set(folder, {
      files: row.files + 1,
      lines: row.lines + lines,
      words: row.words + words,
      notes: row.notes + notes,
    })
  }
  const rows = [...folders].sort(([, a], [, b]) => b.lines - a.lines)
  return rows.map(
    ([name, row]) => `| ${name} | ${row.files} | ${count(row.lines)} | ${count(row.words)} | ${row.notes} |`,
  )
}

await work(async () => {
  const task = await readTask()
  if (!task || task.status === 'done') return console.log('nothing to do')
  const { files, characters } = readCodeBase(process.env.DEMO_ROOT)
  const lines = files.reduce((sum, file) => sum + file.lines, 0)
  const notes = files.reduce((sum, file) => sum + file.notes, 0)
  const largest = [...files].sort((a, b) => b.lines - a.lines).slice(0, 10)
  const report = [
    '| Folder | Files | Lines | Words | Open notes |',
    '|---|--:|--:|--:|--:|',
    ...folderTable(files),
    '',
    '| Largest files | Lines |',
    '|---|--:|',
    ...largest.map((file) => `| ${file.file} | ${count(file.lines)} |`),
  ].join('\n')
  fs.writeFileSync('code-base.md', report)
  const summary = `${count(files.length)} files with ${count(lines)} lines, and ${notes} open notes. The largest is ${largest[0]?.file ?? 'none'}.`
  console.log(summary)
  const note = await meter(task.id, characters, report.length)
  await post(task.id, `${report}\n\n_${note}_`, [
    { tool: 'read_files', input: { files: files.length }, output: `${count(characters)} characters` },
    { tool: 'write_file', input: 'code-base.md', output: `${report.length} characters` },
  ])
  await complete(task, summary)
})
