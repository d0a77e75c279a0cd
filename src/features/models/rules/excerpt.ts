/** Characters that are kept of a request or an answer: how it begins, and what is newest. */
const HEAD = 64_000
const TAIL = 192_000

/** A text of at most 256,000 characters: of a longer one the beginning and the end. */
export function excerpt(text: string): { text: string; isCut: boolean } {
  if (text.length <= HEAD + TAIL) return { text, isCut: false }
  const left = text.length - HEAD - TAIL
  return { text: `${text.slice(0, HEAD)}\n… (${left} characters left out) …\n${text.slice(-TAIL)}`, isCut: true }
}

/** The text without what is inline in it: images, sounds, files. */
export function withoutMedia(text: string): string {
  return text.replace(/[A-Za-z0-9+/_-]{2000,}={0,2}/g, (media) => `(${media.length} characters)`)
}
