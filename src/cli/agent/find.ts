import { z } from 'zod'
import type { Api } from '../api'

const Company = z.object({ id: z.string(), name: z.string(), slug: z.string() })
const Companies = z.object({ companies: z.array(Company) })
const Agent = z.object({ id: z.string(), name: z.string(), status: z.string() })
const Agents = z.object({ agents: z.array(Agent) })

/** The company that is named by id, slug or name; without a name, the only one. @throws Error with a sentence */
export async function companyOf(api: Api, name: string | undefined): Promise<z.output<typeof Company>> {
  const { companies } = Companies.parse(await api('GET', '/companies?limit=200'))
  const known = companies.map(({ slug }) => slug).join(', ') || 'none yet'
  if (name !== undefined) {
    const found = companies.find((each) => [each.id, each.slug, each.name].includes(name))
    if (found) return found
    throw new Error(`There is no company "${name}". There is ${known}.`)
  }
  if (companies.length === 1 && companies[0]) return companies[0]
  throw new Error(`Say in which company by --company. There is ${known}.`)
}

/** The agent that is named by id or name. @throws Error with a sentence */
export async function agentOf(api: Api, companyId: string, name: string): Promise<z.output<typeof Agent>> {
  const isId = /^agt_[0-9a-f]{32}$/i.test(name)
  if (isId) return Agent.parse(await api('GET', `/agents/${name}`))
  const { agents } = Agents.parse(
    await api('GET', `/companies/${companyId}/agents?limit=200&q=${encodeURIComponent(name)}`),
  )
  const living = agents.filter(
    (agent) => agent.name.toLowerCase() === name.toLowerCase() && agent.status !== 'terminated',
  )
  if (living.length === 1 && living[0]) return living[0]
  if (living.length === 0) throw new Error(`There is no agent "${name}" in this company.`)
  throw new Error(`Several agents are called "${name}": ${living.map(({ id }) => id).join(', ')}. Name one by its id.`)
}
