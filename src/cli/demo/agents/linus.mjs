import fs from 'node:fs'
import path from 'node:path'
import { listFiles } from './files.mjs'
import { complete, meter, post, readTask, work } from './paperclip.mjs'

/** Linus reads the project's Markdown files and finds the links that lead nowhere. */

const root = process.env.DEMO_ROOT

/** Links of a text as {line, target}; code is skipped. */
function linksOf(text) {
  let isCode = false
  return text.split('\n').flatMap((line, index) => {
    if (/^\s*(```|~~~)/.test(line)) isCode = !isCode
    if (isCode) return []
    const prose = line.replace(/`[^`]*`/g, '')
    return [...prose.matchAll(/\]\(\s*<?([^)\s>]+)/g)].map((match) => ({ line: index + 1, target: match[1] }))
  })
}

/** Names that headings can be linked by, as GitHub makes them. */
function anchorsOf(text) {
  const headings = [...text.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)].map((match) => match[1])
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-'),
    ),
  )
}

/** Why a link leads nowhere, or null. */
function problemOf(file, text, target) {
  if (/^[a-z][a-z+.-]*:/i.test(target) || target.startsWith('//')) return null
  const [place, anchor] = target.split('#')
  const full = place ? path.resolve(root, path.dirname(file), decodeURIComponent(place)) : path.join(root, file)
  if (!fs.existsSync(full)) return 'no such file'
  if (!anchor || !full.endsWith('.md')) return null
  const there = place ? fs.readFileSync(full, 'utf8') : text
  return anchorsOf(there).has(anchor.toLowerCase()) ? null : 'no such heading'
}

await work(async () => {
  const task = await readTask()
  if (!task || task.status === 'done') return console.log('nothing to do')
  const files = listFiles(root, new Set(['.md']))
  let read = 0
  let checked = 0
  const broken = files.flatMap((file) => {
    const text = fs.readFileSync(path.join(root, file), 'utf8')
    const links = linksOf(text)
    read += text.length
    checked += links.length
    console.log(`${file}: ${links.length} links`)
    return links.flatMap(({ line, target }) => {
      const problem = problemOf(file, text, target)
      return problem ? [{ file, line, target, problem }] : []
    })
  })
  const table = broken.map(({ file, line, target, problem }) => `| ${file}:${line} | ${target} | ${problem} |`)
  const found = broken.length === 0 ? 'no link is broken' : `${broken.length} links are broken`
  const summary = `${files.length} Markdown files with ${checked} links were read; ${found}.`
  const report = table.length
    ? ['| Where | Link | Problem |', '|---|---|---|', ...table].join('\n')
    : `Read ${files.join(', ')}: every link leads somewhere.`
  fs.writeFileSync('links.md', report)
  const note = await meter(task.id, read, report.length)
  await post(task.id, `${report}\n\n_${note}_`, [
    { tool: 'check_links', input: { files: files.length }, output: { checked, broken: broken.length } },
    { tool: 'write_file', input: 'links.md', output: `${report.length} characters` },
  ])
  await complete(task, summary)
})
