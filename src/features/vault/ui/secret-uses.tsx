'use client'

import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTRPC, useTRPCClient } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useRowPages } from '@/features/companies/ui/use-pages'
import { Dialog } from '@/ui/dialog'
import { RelativeTime } from '@/ui/relative-time'
import { ShowMore } from '@/ui/show-more'
import { TextLink } from '@/ui/text-link'
import type { SecretDetail, SecretUse, SecretView } from '../schema'

/** What names a secret, and each time that its value was opened, newest first. */
export function SecretUses({ secret, onClose }: { secret: SecretView; onClose: () => void }) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const { slug } = useCompanySlug()
  const input = { companyId: slug, secretId: secret.id }
  const detail = useQuery(trpc.vault.getSecret.queryOptions(input))
  const { query: uses, rows } = useRowPages({
    queryKey: [...trpc.vault.listSecretUses.pathKey(), { input }],
    size: 50,
    read: (before, limit, signal) => client.vault.listSecretUses.query({ ...input, before, limit }, { signal }),
  })
  return (
    <Dialog isOpen onClose={onClose} title={secret.name} description={secret.description || undefined}>
      <Part title="Named by">
        <Loaded query={detail} what="What names the secret">
          {(found) => <Users {...found} />}
        </Loaded>
      </Part>
      <Part title="Opened">
        <Loaded query={uses} what="The uses of the secret">
          {() =>
            rows.length > 0 ? (
              <ul className="divide-y rounded-md border">
                {rows.map((use) => (
                  <Use key={use.id} use={use} />
                ))}
              </ul>
            ) : (
              <p className="text-muted text-sm">Nobody had its value yet.</p>
            )
          }
        </Loaded>
        <ShowMore query={uses}>Show older uses</ShowMore>
      </Part>
    </Dialog>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mb-4 last:mb-0">
      <h3 className="mb-1.5 font-medium text-muted text-xs">{title}</h3>
      {children}
    </section>
  )
}

const versionText = (version: number | 'latest' | null) =>
  version === null ? 'an older revision only' : version === 'latest' ? 'the latest version' : `version ${version}`

function Users({ usedBy, providers }: SecretDetail) {
  const { to } = useCompanySlug()
  if (usedBy.length + providers.length === 0) {
    return <p className="text-muted text-sm">Nothing names it, so that it can be deleted.</p>
  }
  return (
    <ul className="flex flex-col gap-1 text-sm">
      {usedBy.map(({ id, name, version }) => (
        <li key={id}>
          <TextLink href={to(`/agents/${id}`)}>{name}</TextLink>{' '}
          <span className="text-faint text-xs">{versionText(version)}</span>
        </li>
      ))}
      {providers.map(({ id, name, version }) => (
        <li key={id}>
          Model provider {name} <span className="text-faint text-xs">{versionText(version)}</span>
        </li>
      ))}
    </ul>
  )
}

function Use({ use: { at, version, runId, agentId, agentName, provider } }: { use: SecretUse }) {
  const { to } = useCompanySlug()
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 px-3 py-1.5 text-sm">
      <span className="min-w-0 flex-1 basis-48">
        {provider ? `Model provider ${provider}` : agentId ? null : 'Settings that were tried'}
        {provider && agentId ? ', for ' : null}
        {agentId ? <TextLink href={to(`/agents/${agentId}`)}>{agentName ?? 'an agent'}</TextLink> : null}
        {runId ? (
          <>
            , in <TextLink href={to(`/runs/${runId}`)}>a run</TextLink>
          </>
        ) : (
          ', in a test'
        )}
      </span>
      <span className="tnum text-faint text-xs">
        {version === null ? null : `version ${version}, `}
        <RelativeTime at={at} />
      </span>
    </li>
  )
}
