import { resolveCompany } from '@/features/access'
import { slugFrom } from '@/features/companies/rules/naming'

const MOST_TRIES = 100

type Named = { name: string; slug?: string | undefined }

/** The slug that an imported company gets: the one asked for, else the bundle's, with a number when it is taken. */
export async function slugFor(company: Named, options: Partial<Named>): Promise<string> {
  const asked = options.slug ?? company.slug
  const name = options.name ?? company.name
  const base = (asked ?? slugFrom(name)).slice(0, 44).replace(/-+$/, '')
  let slug = asked ?? base
  for (let n = 2; n <= MOST_TRIES && (await resolveCompany(slug)); n++) slug = `${base}-${n}`
  return slug
}
