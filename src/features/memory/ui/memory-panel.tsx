'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Brain, Plus, SearchX } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Granted } from '@/features/companies/ui/granted'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Input } from '@/ui/input'
import { Panel } from '@/ui/panel'
import { useSettled } from '@/ui/use-settled'
import type { MemoryScope, MemoryView } from '../schema'
import { ForgetDialog } from './forget-dialog'
import { MemoryDialog } from './memory-dialog'
import { MemoryLine } from './memory-line'

type MemoryPanelProps = {
  scopeKind: MemoryScope
  scopeId: string
  /** Whose memory it is, as in "Ada" or "the company". */
  name: string
  /** Beside the search: which scope it is. */
  choice?: ReactNode
}

type Open = { deed: 'create' } | { deed: 'change' | 'forget'; memory: MemoryView } | null

const MOST_LISTED = 500
const MOST_FOUND = 100

/** What a company, a team or an agent remembers: read, searched, written, changed, forgotten. */
export function MemoryPanel({ scopeKind, scopeId, name, choice }: MemoryPanelProps) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const [open, setOpen] = useState<Open>(null)
  const [typed, setTyped] = useState('')
  const q = useSettled(typed.trim())
  const scope = { companyId: slug, scopeKind, scopeId }
  const options = { enabled: q === '', placeholderData: keepPreviousData }
  const all = useQuery(trpc.memory.listMemories.queryOptions({ ...scope, limit: MOST_LISTED }, options))
  const found = useQuery(
    trpc.memory.searchMemories.queryOptions({ ...scope, q, limit: MOST_FOUND }, { ...options, enabled: q !== '' }),
  )
  const close = () => setOpen(null)
  const isEmpty = q === '' && all.data?.length === 0
  return (
    <Panel
      title="Memory"
      isFlush
      actions={
        <Granted to="task:write">
          <Button size="sm" icon={<Plus aria-hidden className="size-3" />} onClick={() => setOpen({ deed: 'create' })}>
            Add memory
          </Button>
        </Granted>
      }
    >
      {choice || !isEmpty ? (
        <div className="flex flex-wrap gap-2 border-b px-3 py-2 sm:px-4">
          {choice}
          <Input
            type="search"
            className="min-w-40 flex-1 basis-40"
            aria-label={`Search the memory of ${name}`}
            placeholder="Search by words"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </div>
      ) : null}
      <Loaded query={q === '' ? all : found} what="The memories">
        {(memories) =>
          memories.length > 0 ? (
            <ul aria-label={`Memory of ${name}`}>
              {memories.map((memory) => (
                <MemoryLine key={memory.id} memory={memory} onDeed={(deed) => setOpen({ deed, memory })} />
              ))}
            </ul>
          ) : (
            <Nothing q={q} name={name} />
          )
        }
      </Loaded>
      {open?.deed === 'create' || open?.deed === 'change' ? (
        <MemoryDialog
          scope={{ scopeKind, scopeId }}
          name={name}
          memory={open.deed === 'change' ? open.memory : undefined}
          onClose={close}
        />
      ) : null}
      <ForgetDialog memory={open?.deed === 'forget' ? open.memory : undefined} onClose={close} />
    </Panel>
  )
}

function Nothing({ q, name }: { q: string; name: string }) {
  if (q !== '') {
    return (
      <EmptyState isCompact icon={<SearchX />} title="Nothing found">
        Every word must be in it. Try fewer.
      </EmptyState>
    )
  }
  return (
    <EmptyState isCompact icon={<Brain />} title="Nothing is remembered yet">
      What is worth knowing again stands here: how things are done, what was decided, what went wrong. Each run gets
      what fits its task from the memory of {name}.
    </EmptyState>
  )
}
