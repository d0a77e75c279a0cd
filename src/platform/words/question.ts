import { isUnspaced, normalized, wordsOf } from './words'

/** Words that stand behind one another in a text; `isOpen`: the last one may go on. */
export type Phrase = { words: string[]; isOpen: boolean }

const MOST_WORDS = 24
/** Words in quotes, or what stands between spaces. */
const PIECE = /"([^"]*)"(\*?)|[^\s"]+/gu

/**
 * What somebody looks for: every phrase must be there. Words in quotes stand together; so do the parts of what is written together,
 * as in `NOT-12`. The last word may be the beginning of one, as it is still being typed, unless it ends in a digit; others say so
 * with `*`. Signs mean nothing: a question of signs only has no phrases.
 */
export function readQuestion(text: string): Phrase[] {
  const pieces = [...normalized(text).matchAll(PIECE)]
  let left = MOST_WORDS
  return pieces.flatMap((piece, i): Phrase[] => {
    const isQuoted = piece[1] !== undefined
    const words = wordsOf(piece[1] ?? piece[0]).slice(0, left)
    left -= words.length
    const last = words.at(-1)
    if (last === undefined) return []
    const isStarred = isQuoted ? piece[2] === '*' : piece[0].endsWith('*')
    const isTyped = !isQuoted && i === pieces.length - 1 && !/\s$/.test(text) && mayGoOn(last)
    return [{ words, isOpen: isStarred || isTyped }]
  })
}

function mayGoOn(word: string): boolean {
  return word.length >= 2 && !isUnspaced(word) && !/\p{N}$/u.test(word)
}

/** The same for Postgres, as the text of a tsquery; words hold nothing but letters, digits and marks. `mark` is the company's. */
export function tsqueryOf(phrases: Phrase[], mark: string): string {
  return phrases
    .map(({ words, isOpen }) => {
      const terms = words.map((word, i) => `'${mark}${word}'${isOpen && i === words.length - 1 ? ':*' : ''}`)
      return `(${terms.join(' <-> ')})`
    })
    .join(' & ')
}
