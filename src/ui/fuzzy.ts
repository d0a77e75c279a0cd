/**
 * How well a typed query fits a text: 0 for not at all, more for better. Letters must come in order; a start of a word and
 * letters side by side count more, so that "ct" finds "Create task" before "Architecture".
 */
export function fuzzyScore(query: string, text: string): number {
  const wanted = query.toLowerCase().replaceAll(' ', '')
  const given = text.toLowerCase()
  if (wanted === '') return 1
  const initials = (given.match(/(?<=^|[\s\-_/.])[\p{L}\p{N}]/gu) ?? []).join('')
  if (wanted.length > 1 && initials.includes(wanted)) return 1_200
  const whole = given.indexOf(query.toLowerCase().trim())
  if (whole >= 0) return 1_000 - Math.min(whole, 400) + (isWordStart(given, whole) ? 400 : 0)
  let score = 0
  let from = 0
  for (const letter of wanted) {
    const at = given.indexOf(letter, from)
    if (at < 0) return 0
    score += isWordStart(given, at) ? 10 : at === from ? 5 : 1
    from = at + 1
  }
  return score
}

function isWordStart(text: string, at: number): boolean {
  return at === 0 || /[\s\-_/.]/.test(text[at - 1] ?? '')
}
