/** What a reader may choose; `system` follows the operating system. */
export type ThemeChoice = 'system' | 'light' | 'dark'

const storageKey = 'theme'

/** Runs in the head, before paint, so that a chosen theme never flashes. */
export const themeScript = `try{document.documentElement.dataset.theme=localStorage.getItem('${storageKey}')||'system'}catch{}`

/** Reads the choice that is in force. Browser only. */
export function readTheme(): ThemeChoice {
  const theme = document.documentElement.dataset.theme
  return theme === 'light' || theme === 'dark' ? theme : 'system'
}

/** Puts a choice in force and keeps it for the next visit; a browser that forbids storage keeps it for this page only. */
export function writeTheme(choice: ThemeChoice): void {
  document.documentElement.dataset.theme = choice
  try {
    localStorage.setItem(storageKey, choice)
  } catch {
    // Storage may be forbidden; the page itself has the theme already.
  }
}
