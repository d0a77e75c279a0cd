/** "NoteGenius Inc." → "notegenius-inc": ASCII, at most 40 characters; "company" when nothing is left. */
export function slugFrom(name: string): string {
  const ascii = name.normalize('NFKD').replace(/[\u0300-\u036f]/g, '')
  const slug = ascii
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return slug.slice(0, 40).replace(/-+$/, '') || 'company'
}

/** Prefix of task identifiers: the first three letters of the slug in capitals, "TSK" when it has none. */
export function prefixFrom(slug: string): string {
  const letters = slug.replace(/[^a-z]/g, '').toUpperCase()
  return letters.length >= 2 ? letters.slice(0, 3) : 'TSK'
}

/**
 * What to try, in order, when names are taken. A slug that was asked for is kept; a derived one gets a number.
 * @param suffix a random word of at least six characters; its first three, then all of it end the list
 */
export function candidates(
  asked: string | undefined,
  name: string,
  suffix: string,
): { slug: string; prefix: string }[] {
  const base = asked ?? slugFrom(name)
  const prefix = prefixFrom(base)
  const word = suffix.toUpperCase()
  const endings = ['', '2', '3', word.slice(0, 3), word]
  return endings.map((ending) => ({
    slug: asked ?? (ending ? `${base}-${ending.toLowerCase()}` : base),
    prefix: `${prefix}${ending}`,
  }))
}
