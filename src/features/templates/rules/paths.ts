/** The limits of a bundle; each is checked while it is read, not after. */
export const LIMITS = {
  /** Of the file as it is sent. */
  bytes: 256 * 1024 * 1024,
  entries: 50_000,
  /** Of one file in it, and of all together, uncompressed. */
  entryBytes: 32 * 1024 * 1024,
  totalBytes: 512 * 1024 * 1024,
  /** Uncompressed to compressed, for files of more than a megabyte. Text comes to about 20. */
  ratio: 250,
}

const LONGEST_PATH = 500
/** Names that some systems read as a device. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

/** Why a path in a bundle is refused; null when it is fine: relative, with forward slashes, going nowhere up. */
export function pathProblem(path: string): string | null {
  if (path === '' || path.length > LONGEST_PATH) return 'is empty or too long'
  if (path.startsWith('/') || /^[a-z]:/i.test(path)) return 'is absolute'
  if (path.includes('\\')) return 'has a backslash'
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (/[\u0000-\u001f\u007f]/.test(path)) return 'has a control character'
  const parts = path.split('/')
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return 'leads out of the bundle'
  if (parts.some((part) => DEVICE.test(part))) return 'has the name of a device'
  return null
}

/** Two paths with the same one are the same file on some systems. */
export function foldedPath(path: string): string {
  return path.normalize('NFKC').toLowerCase()
}
