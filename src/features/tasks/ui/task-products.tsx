'use client'

import { useQuery } from '@tanstack/react-query'
import { Star } from 'lucide-react'
import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Panel } from '@/ui/panel'
import type { ProductView } from '../schema'

/** What the task has brought forth, each with its link; nothing as long as there is nothing. */
export function TaskProducts({ taskId }: { taskId: string }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const { data: products = [] } = useQuery(trpc.tasks.listProducts.queryOptions({ companyId: slug, taskId }))
  if (products.length === 0) return null
  return (
    <Panel title="Work products" hint={`${products.length}`} isFlush>
      <ul>
        {products.map((product) => (
          <ProductRow key={product.id} product={product} />
        ))}
      </ul>
    </Panel>
  )
}

function ProductRow({ product }: { product: ProductView }) {
  const { type, title, url, status, summary, isPrimary } = product
  return (
    <li className="flex min-h-9 flex-wrap items-center gap-x-2 border-b px-3 py-1.5 text-sm last:border-b-0 sm:px-4">
      <span className="w-24 shrink-0 text-faint text-xs">{type.replaceAll('_', ' ')}</span>
      <span className="min-w-0 flex-1 break-words">
        {url ? (
          <a
            href={url}
            target="_blank"
            rel="noopener noreferrer nofollow"
            className="rounded-sm text-accent hover:underline"
          >
            {title}
          </a>
        ) : (
          title
        )}
        {summary ? <span className="block text-muted text-xs">{summary}</span> : null}
      </span>
      {status ? <span className="text-muted text-xs">{status}</span> : null}
      {isPrimary ? <Star role="img" aria-label="The one to look at first" className="size-3.5 text-accent" /> : null}
    </li>
  )
}
