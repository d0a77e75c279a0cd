'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Snippet } from '@/features/search/ui/snippet'
import { NameLink } from '@/ui/text-link'

const kindLabel = { task: 'Description', message: 'Thread', document: 'Document', run: 'Run' }

type TextHitsProps = {
  text: string
  /** Tasks that the list shows already. */
  shownIds: ReadonlySet<string>
}

/** Tasks that have the words in their texts, threads or documents, with the place where. */
export function TextHits({ text, shownIds }: TextHitsProps) {
  const trpc = useTRPC()
  const { slug, to } = useCompanySlug()
  const search = trpc.search.search.queryOptions(
    { companyId: slug, q: text, kinds: ['task', 'message', 'document'], limit: 20 },
    { placeholderData: keepPreviousData },
  )
  const hits = (useQuery(search).data ?? []).filter((hit) => hit.taskIdentifier && !shownIds.has(hit.taskId ?? ''))
  if (hits.length === 0) return null
  return (
    <section aria-labelledby="text-hits" className="border-t">
      <h2 id="text-hits" className="px-3 pt-2.5 font-medium text-faint text-xs sm:px-4">
        Also in texts, threads and documents
      </h2>
      <ul className="flex flex-col pb-1">
        {hits.map((hit) => (
          <li key={`${hit.kind}-${hit.id}`} className="px-3 py-1.5 text-sm sm:px-4">
            <NameLink href={to(`/tasks/${hit.taskIdentifier}`)}>
              <span className="tnum mr-2 font-normal text-faint text-xs">{hit.taskIdentifier}</span>
              {hit.title}
            </NameLink>
            <p className="line-clamp-2 text-muted text-xs">
              {kindLabel[hit.kind]}: <Snippet pieces={hit.snippet} />
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}
