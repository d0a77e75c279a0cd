const storageKey = 'company'

/** Slug of the company that this browser had open last. */
export function lastCompany(): string | null {
  try {
    return localStorage.getItem(storageKey)
  } catch {
    return null
  }
}

/** Remembers which company is open, for the next visit; a browser that forbids storage starts with the first company. */
export function rememberCompany(slug: string): void {
  try {
    localStorage.setItem(storageKey, slug)
  } catch {
    // Only a convenience is lost.
  }
}
