'use client'

import { useQuery } from '@tanstack/react-query'
import { ShieldAlert, ShieldCheck } from 'lucide-react'
import { useTRPC } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { CopyButton } from '@/ui/copy-button'
import { Facts } from '@/ui/panel'
import { SkeletonRows } from '@/ui/skeleton'

/** One link of the chain, checked just now: whether it fits, its hashes, and the text that anybody can hash again. */
export function EntryProof({ position }: { position: number }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const query = useQuery(trpc.audit.proveEntry.queryOptions({ companyId: slug, position }))
  return (
    <Loaded query={query} what="The proof" skeleton={<SkeletonRows rows={3} label="The proof: loading" />}>
      {(proof) => (
        <div className="flex flex-col gap-2">
          <p className="flex items-center gap-2 text-sm">
            {proof.isIntact ? (
              <ShieldCheck aria-hidden className="size-4 shrink-0 text-good" />
            ) : (
              <ShieldAlert aria-hidden className="size-4 shrink-0 text-bad" />
            )}
            {proof.problem ??
              `Unchanged: it was hashed again just now, and links ${position === 1 ? '' : `${position - 1} and `}${
                position < proof.head.position ? position + 1 : 'the head'
              } fit.`}
          </p>
          <Facts
            facts={[
              { name: 'Hash', value: <Hash text={proof.hash} label="Copy the hash" /> },
              { name: 'Hash before', value: <Hash text={proof.prevHash} label="Copy the hash before" /> },
              {
                name: 'Text',
                value:
                  proof.text === null ? (
                    'Not shown to you: it speaks of a secret.'
                  ) : (
                    <span className="flex items-center gap-1 text-muted text-xs">
                      Its sha256 is the hash. <CopyButton text={proof.text} label="Copy the text that was hashed" />
                    </span>
                  ),
              },
            ]}
          />
        </div>
      )}
    </Loaded>
  )
}

function Hash({ text, label }: { text: string; label: string }) {
  return (
    <span className="flex items-center gap-1">
      <code className="min-w-0 break-all font-mono text-xs">{text}</code>
      <CopyButton text={text} label={label} />
    </span>
  )
}
