import { markOf, partsOf, wordsOf } from '@/platform/words'

/** Words of a task that are looked for. */
const MOST_TERMS = 100
/** Shorter ones join words rather than say something; a figure does say something. */
const LEAST_LETTERS = 3

/** The words that a memory is found by, as the text of a tsvector: key and tags weigh more than the text. */
export function indexed(companyId: string, memory: { key: string; tags: readonly string[]; text: string }): string {
  // a memory is shorter than a part
  return partsOf([memory.key, ...memory.tags].join(' '), memory.text, markOf(companyId))[0]!.words
}

/** What may fit a text, as lexemes of the index, each once: any of them is enough. */
export function termsOf(companyId: string, text: string): string[] {
  const mark = markOf(companyId)
  const words = wordsOf(text).filter((word) => [...word].length >= LEAST_LETTERS || !/^[a-z]+$/.test(word))
  return [...new Set(words)].slice(0, MOST_TERMS).map((word) => mark + word)
}
