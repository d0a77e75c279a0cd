/** Letters of scripts that put no spaces between words: each stands for itself, and a word of them is a row of letters. */
const UNSPACED =
  '(?=\\p{L})[\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Thai}\\p{scx=Laoo}\\p{scx=Khmr}\\p{scx=Mymr}]\\p{M}*'
const WORD = new RegExp(`${UNSPACED}|(?:(?!${UNSPACED})[\\p{L}\\p{N}\\p{M}])+`, 'gu')
const IS_UNSPACED = new RegExp(`^${UNSPACED}$`, 'u')

/** Longer ones (keys, digests, encoded bytes) are known by how they begin. */
const MOST_LETTERS = 64

/** One form for letters that look alike, and nothing in it that Postgres does not store. */
export function normalized(text: string): string {
  return text.replaceAll('\0', ' ').toWellFormed().normalize('NFKC')
}

/**
 * The words of a text in order, in small letters: runs of letters, digits and marks of any language. Everything else only separates
 * them, so `NOT-12` is two words, and an address or a path is as many as it has names.
 */
export function wordsOf(text: string): string[] {
  return (normalized(text).toLowerCase().match(WORD) ?? []).map((word) => [...word].slice(0, MOST_LETTERS).join(''))
}

/**
 * What stands before each word of a company in the index: four hex digits of its id, so that the words of one company are found
 * without looking at those of the others. Two companies may share them; they are told apart by the id itself.
 */
export function markOf(companyId: string): string {
  return companyId.slice(-4)
}

/** Whether the word is a letter of a script that puts no spaces between words. */
export function isUnspaced(word: string): boolean {
  return IS_UNSPACED.test(word)
}
