'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { FileText, ListTodo, MessageSquare, Terminal } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import type { CommandItem } from '@/ui/command-menu'
import { relativeTime } from '@/ui/time-text'
import { useSettled } from '@/ui/use-settled'
import type { SearchHit, SearchKind } from '../schema'
import { Snippet } from './snippet'

const KINDS: Record<SearchKind, { name: string; Icon: typeof ListTodo }> = {
  task: { name: 'Task', Icon: ListTodo },
  message: { name: 'Message', Icon: MessageSquare },
  document: { name: 'Document', Icon: FileText },
  run: { name: 'Run log', Icon: Terminal },
}

const SHORTEST = 2
const MOST_HITS = 8

/** Tasks, messages, documents and logs that have the words, for the command menu; asked for once the typing rests. */
export function useFound(text: string): { items: CommandItem[]; isSearching: boolean } {
  const trpc = useTRPC()
  const router = useRouter()
  const { slug, to } = useCompanySlug()
  const typed = text.trim().slice(0, 500)
  const q = useSettled(typed)
  const isAsked = typed.length >= SHORTEST
  const query = useQuery(
    trpc.search.search.queryOptions(
      { companyId: slug, q, limit: MOST_HITS },
      { enabled: q.length >= SHORTEST, placeholderData: keepPreviousData },
    ),
  )
  const items = (isAsked ? (query.data ?? []) : []).map((hit) => ({
    ...itemOf(hit),
    onSelect: () => router.push(to(pathOf(hit))),
  }))
  return { items, isSearching: isAsked && (q !== typed || query.isFetching) }
}

function itemOf(hit: SearchHit): Omit<CommandItem, 'onSelect'> {
  const { name, Icon } = KINDS[hit.kind]
  return {
    id: hit.id,
    label: hit.kind === 'run' ? `Run of ${hit.title}, ${relativeTime(hit.at, Date.now())}` : hit.title,
    group: 'In texts',
    icon: <Icon aria-hidden />,
    hint: hit.taskIdentifier ? `${name} · ${hit.taskIdentifier}` : name,
    detail: <Snippet pieces={hit.snippet} />,
  }
}

function pathOf({ kind, id, taskIdentifier }: SearchHit): string {
  return kind === 'run' || !taskIdentifier ? `/runs/${id}` : `/tasks/${taskIdentifier}`
}
