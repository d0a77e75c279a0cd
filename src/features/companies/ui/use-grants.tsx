'use client'

import { useQuery } from '@tanstack/react-query'
import { useParams } from 'next/navigation'
import { createContext, type ReactNode, useContext } from 'react'
import { type Inputs, useTRPC, useTRPCClient } from '@/entry/trpc/client'

type About = NonNullable<Inputs['access']['myGrants']['about']> & {
  /** Who has the thing: what the reader may do about it is asked again when that changes. */
  holderId?: string | null
}

const AboutContext = createContext<About | null>(null)

/** A part of a screen about one thing: below it, `useGrants` counts also what the reader may do in the thing's team. */
export function GrantsAbout({ children, ...about }: About & { children: ReactNode }) {
  return <AboutContext value={about}>{children}</AboutContext>
}

const NONE: readonly string[] = []

/**
 * What the reader may do in the company of this page, as `<room>:<verb>`; nothing while that is not known, and on a page of
 * no company.
 * @param thing what it is about, where no `GrantsAbout` says so
 */
export function useGrants(thing?: About): ReadonlySet<string> {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const { slug = '' } = useParams<{ slug?: string }>()
  const around = useContext(AboutContext)
  const about = thing ?? around
  const all = useQuery(trpc.access.myGrants.queryOptions({ companyId: slug }, { enabled: slug !== '' })).data
  const input = { companyId: slug, ...(about && { about: { kind: about.kind, id: about.id } }) }
  const here = useQuery({
    queryKey: [...trpc.access.myGrants.pathKey(), { input, holderId: about?.holderId }],
    queryFn: ({ signal }) => client.access.myGrants.query(input, { signal }),
    enabled: about !== null && (all?.teamIds.length ?? 0) > 0,
  }).data
  return new Set(here?.grants ?? all?.grants ?? NONE)
}
