import type { Dialect } from './endpoints'

/** A provider as the choice needs it. */
export type Offered = { id: string; name: string; dialect: Dialect }
/** A model at a provider. */
export type Candidate<P extends Offered = Offered> = { provider: P; model: string }

/** Names by which a client leaves the model to the chain. */
const LEFT_OPEN = new Set(['', 'auto', 'default'])
/** More would only make a failing call slow. */
const MOST_CANDIDATES = 8

/**
 * Which models may answer a call, the first one first: the model that is asked for, by `provider/model`, by the entry of the chain
 * that has it, else at the first provider; behind it the chain in its order.
 * @param providers the enabled ones, oldest first
 * @param chain the agent's `provider/model`, or `model` for the first provider
 */
export function candidatesFor<P extends Offered>(
  dialect: Dialect,
  asked: string,
  providers: readonly P[],
  chain: readonly string[],
): Candidate<P>[] {
  const fitting = providers.filter((provider) => provider.dialect === dialect)
  const links = chain.flatMap((entry) => placed(entry, fitting) ?? [])
  const own = LEFT_OPEN.has(asked) ? null : (named(asked, fitting) ?? linkWith(asked, links) ?? placed(asked, fitting))
  const all = own ? [own, ...links] : links
  const first = new Map<string, Candidate<P>>()
  for (const one of all) {
    const key = `${one.provider.id}/${one.model}`
    if (!first.has(key)) first.set(key, one)
  }
  return [...first.values()].slice(0, MOST_CANDIDATES)
}

/** Models have slashes in their names, too: only the name of a provider counts as one. */
function named<P extends Offered>(text: string, providers: readonly P[]): Candidate<P> | null {
  const end = text.indexOf('/')
  const name = text.slice(0, Math.max(0, end)).toLowerCase()
  const provider = providers.find((each) => each.name.toLowerCase() === name)
  const model = text.slice(end + 1)
  return provider && model ? { provider, model } : null
}

function linkWith<P extends Offered>(model: string, links: readonly Candidate<P>[]): Candidate<P> | null {
  return links.find((link) => link.model === model) ?? null
}

function placed<P extends Offered>(text: string, providers: readonly P[]): Candidate<P> | null {
  const [first] = providers
  return named(text, providers) ?? (first && text ? { provider: first, model: text } : null)
}
