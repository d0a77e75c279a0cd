import { normalized, wordsOf } from './words'

/** A part of a text and its words, as they are stored. */
export type Part = { body: string; words: string }

/** Postgres keeps places of words up to 16,383; no part has more words than that. */
const PART_CHARACTERS = 15_000
const MOST_TITLE_WORDS = 200

/**
 * Cuts a text into parts and lists the words of each with their places, as the text of a tsvector. Each part has the title's words
 * too, with more weight (A). An empty text is one part. `mark` is the company's.
 */
export function partsOf(title: string, text: string, mark: string): Part[] {
  const heading = wordsOf(title).slice(0, MOST_TITLE_WORDS)
  const parts = cut(normalized(text))
  return parts.map((body) => {
    // a gap: no phrase goes from the title into the text
    const first = heading.length + 2
    const placed = [
      ...heading.map((word, i) => `'${mark}${word}':${i + 1}A`),
      ...wordsOf(body).map((word, i) => `'${mark}${word}':${first + i}`),
    ]
    return { body, words: placed.join(' ') }
  })
}

/** Cuts at a space where there is one near the end of a part. */
function cut(text: string): string[] {
  const parts: string[] = []
  let rest = text
  while (rest.length > PART_CHARACTERS) {
    const space = rest.lastIndexOf(' ', PART_CHARACTERS)
    let end = space > PART_CHARACTERS * 0.9 ? space + 1 : PART_CHARACTERS
    // never between the halves of a character
    if (/[\ud800-\udbff]/.test(rest[end - 1] ?? '')) end -= 1
    parts.push(rest.slice(0, end))
    rest = rest.slice(end)
  }
  parts.push(rest)
  return parts
}
