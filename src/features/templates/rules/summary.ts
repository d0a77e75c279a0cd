import type { Input } from '../schema'

export type Summary = {
  company: { name: string; mission: string }
  agents: readonly { key: string; name: string; title: string; status: string }[]
  counts: Readonly<Record<string, number>>
  inputs: readonly Input[]
}

/** The page that somebody reads who opens a bundle: what it is, who is in it, what has to be given. */
export function companyPage({ company, agents, counts, inputs }: Summary): string {
  const live = agents.filter(({ status }) => status !== 'terminated')
  const lines = [
    `# ${company.name}`,
    '',
    company.mission || 'No mission is written down.',
    '',
    '## What is in here',
    '',
    ...Object.entries(counts).map(([what, count]) => `- ${count} ${what}`),
    '',
    '## Agents',
    '',
    ...live.map(({ key, name, title }) => `- [${name}](agents/${key}/instructions.md)${title ? `, ${title}` : ''}`),
    '',
    '## What has to be given after an import',
    '',
    ...(inputs.length > 0
      ? inputs.map(({ name, agent, setting }) => `- ${name} for ${agent} (${setting})`)
      : ['Nothing.']),
    '',
    'Secrets are not in this bundle. Import it with `paperclip company import`, or on the settings page of a company.',
    '',
  ]
  return lines.join('\n')
}
