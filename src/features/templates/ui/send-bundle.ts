import type { Bundle, ImportOptions, ImportPlan } from '../schema'

/** Where a bundle goes: the slug of a company that it extends, or null to found one with it. */
export type Destination = string | null

export type ImportWish = { file: File; into: Destination } & Partial<Pick<ImportOptions, 'name' | 'collisions'>>

/** What an import would do, as the server answers it. */
export type Preview = {
  plan: Omit<ImportPlan, 'inputs' | 'warnings'>
  inputs: Bundle['inputs']
  warnings: string[]
}

/** What an import did; ids are those of the REST dialect. */
export type Imported = Preview & { slug: string; name: string; agents: { key: string; id: string }[] }

/**
 * Asks what importing a bundle would do; nothing is changed.
 * @throws Error with a sentence for people when the bundle cannot be read
 */
export function previewBundle(wish: ImportWish): Promise<Preview> {
  return send<Preview>(wish, '/preview')
}

/**
 * Imports a bundle, all of it or nothing.
 * @throws Error with a sentence for people when it was refused
 */
export function importBundle(wish: ImportWish): Promise<Imported> {
  return send<Imported>(wish, '')
}

/** Where a company is saved from as a bundle. */
export function addressOfBundle(slug: string): string {
  return `/api/v1/companies/${slug}/export`
}

async function send<Answer>({ file, into, name, collisions }: ImportWish, step: string): Promise<Answer> {
  const form = new FormData()
  form.set('file', file)
  if (name) form.set('name', name)
  if (collisions) form.set('collisions', collisions)
  const address = `/api/v1/companies/${into === null ? '' : `${into}/`}import${step}`
  const response = await fetch(address, { method: 'POST', body: form }).catch(() => null)
  if (!response)
    throw new Error('The server could not be reached, or the file changed meanwhile. Nothing was imported.')
  const answer = await response.json().catch(() => null)
  if (response.ok && answer) return answer
  throw new Error(problemIn(answer) ?? `The server answered ${response.status}. Nothing was imported.`)
}

/** The sentence of a refusal, with what else is wrong with the bundle. */
function problemIn(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || !('error' in answer)) return undefined
  const details = 'details' in answer ? answer.details : undefined
  const hasList = typeof details === 'object' && details !== null && 'problems' in details
  const problems = hasList && Array.isArray(details.problems) ? details.problems.length : 0
  return problems > 1 ? `${answer.error} (and ${problems - 1} more)` : String(answer.error)
}
