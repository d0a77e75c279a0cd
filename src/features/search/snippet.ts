import type { Phrase } from '@/platform/words'
import { isUnspaced, normalized } from '@/platform/words'

/** A piece of a text: what was looked for, or what stands around it. */
export type SnippetPiece = { text: string; isMatch: boolean }

const BEFORE = 60
const LENGTH = 240
const LETTER = '[\\p{L}\\p{N}\\p{M}]'

/** The part of a text around the first match, with all matches in it marked; its beginning when nothing in it matches. */
export function snippetOf(body: string, phrases: Phrase[]): SnippetPiece[] {
  const text = normalized(body)
  const match = phrases.length > 0 ? new RegExp(phrases.map(patternOf).join('|'), 'giu') : /(?!)/g
  const at = Math.max(0, text.search(match))
  const from = startNear(text, Math.max(0, at - BEFORE), at)
  const window = text.slice(from, from + LENGTH).toWellFormed()
  const pieces: SnippetPiece[] = []
  const add = (piece: string, isMatch: boolean) => piece !== '' && pieces.push({ text: piece, isMatch })
  let end = 0
  for (const found of window.matchAll(match)) {
    add(window.slice(end, found.index), false)
    add(found[0], true)
    end = found.index + found[0].length
  }
  add(window.slice(end), false)
  return pieces
}

/** Begins behind a space, so that no word is cut. */
function startNear(text: string, from: number, at: number): number {
  if (from === 0) return 0
  const space = text.slice(from, at).search(/\s/)
  return space < 0 ? from : from + space + 1
}

function patternOf({ words, isOpen }: Phrase): string {
  const joined = words.reduce((pattern, word, i) => {
    const between =
      i === 0 ? '' : isUnspaced(word) || isUnspaced(words[i - 1] ?? '') ? '[^\\p{L}\\p{N}]*' : '[^\\p{L}\\p{N}]+'
    return pattern + between + word
  }, '')
  const begins = isUnspaced(words[0] ?? '') ? '' : `(?<!${LETTER})`
  const ends = isUnspaced(words.at(-1) ?? '') ? '' : isOpen ? `${LETTER}*` : `(?!${LETTER})`
  return begins + joined + ends
}
