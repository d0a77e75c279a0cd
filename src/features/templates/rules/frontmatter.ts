/** Splits a text into the YAML between its first two lines of `---` and the text below; without them all of it is text. */
export function splitFrontmatter(text: string): { front: string; body: string } {
  const plain = text.replaceAll('\r\n', '\n')
  if (!/^---[ \t]*\n/.test(plain)) return { front: '', body: plain.trim() }
  const start = plain.indexOf('\n') + 1
  const end = /^---[ \t]*$/m.exec(plain.slice(start))
  if (!end) return { front: '', body: plain.trim() }
  return { front: plain.slice(start, start + end.index), body: plain.slice(start + end.index + end[0].length).trim() }
}
