/** Not decided yet. */
export const OPEN = ['pending', 'revision_requested'] as const

export function isOpen(status: string): boolean {
  return OPEN.some((open) => open === status)
}
