const MOST_NAME = 200
const MOST_ENDING = 20
const TOKEN = '[a-z0-9][a-z0-9!#$&^_.+-]{0,99}'
const TYPE = new RegExp(`^(${TOKEN}/${TOKEN})(?:\\s*;.*)?$`, 'is')

/** What no name may hold: control characters, and those that turn the direction of text around and so hide an ending. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/**
 * A name to show and to save under, from what a sender calls the file: no folders, nothing unseen, no leading or trailing dots; cut
 * in the middle when it is long, so that the ending stays. Never empty.
 */
export function safeFileName(given: string): string {
  const base = given.toWellFormed().split(/[/\\]/).at(-1) ?? ''
  const name = base
    .normalize('NFC')
    .replace(UNSEEN, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '')
  if (name === '') return 'file'
  const letters = [...name]
  if (letters.length <= MOST_NAME) return name
  const ending = /\.[^.]+$/u.exec(name)?.[0] ?? ''
  const kept = [...ending].length <= MOST_ENDING ? ending : ''
  return letters.slice(0, MOST_NAME - [...kept].length).join('') + kept
}

/** The type that a sender names, without parameters; `application/octet-stream` for none and for what is no type. */
export function safeContentType(given: string | null | undefined): string {
  return TYPE.exec(given?.trim() ?? '')?.[1]?.toLowerCase() ?? 'application/octet-stream'
}

/** Types that a browser shows without running anything of them. */
const SHOWN = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'text/plain'])

/** Whether a browser may show the file; everything else it only saves. */
export function mayBeShown(contentType: string): boolean {
  return SHOWN.has(contentType)
}
