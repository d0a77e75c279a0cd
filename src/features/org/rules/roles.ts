/** Roles that the product knows; any other text is kept as a title. */
export const ROLES = [
  'ceo',
  'cto',
  'cmo',
  'cfo',
  'security',
  'engineer',
  'designer',
  'pm',
  'qa',
  'devops',
  'researcher',
  'general',
] as const

const ALIASES: Record<string, (typeof ROLES)[number]> = {
  dev: 'engineer',
  developer: 'engineer',
  coder: 'engineer',
  reviewer: 'qa',
  deployer: 'devops',
}

/** "CTO" → {role: 'cto', title: 'CTO'}; "Senior Python engineer" → {role: 'general', title: 'Senior Python engineer'}. */
export function readRole(text: string, title?: string): { role: string; title: string } {
  const word = text.trim().toLowerCase()
  const known = ROLES.find((role) => role === word) ?? ALIASES[word]
  return { role: known ?? 'general', title: title ?? text.trim() }
}
