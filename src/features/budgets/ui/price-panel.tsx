'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Coins, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Granted } from '@/features/companies/ui/granted'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Input } from '@/ui/input'
import { formatMicros } from '@/ui/money'
import { Panel } from '@/ui/panel'
import { type Column, Table } from '@/ui/table'
import { useSettled } from '@/ui/use-settled'
import { type Price, PriceDialog } from './price-dialog'

/** What models cost the company, who says so, and a way to say otherwise. */
export function PricePanel() {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const [text, setText] = useState('')
  const [editing, setEditing] = useState<Price | 'new' | null>(null)
  const search = useSettled(text.trim())
  const query = useQuery(
    trpc.budgets.findPrices.queryOptions({ companyId: slug, search }, { placeholderData: keepPreviousData }),
  )
  const figure = (key: string, header: string, read: (price: Price) => number | null): Column<Price> => ({
    ...{ key, header, align: 'right', width: '7rem', phoneLabel: header.toLowerCase() },
    cell: (price) => {
      const micros = read(price)
      return micros === null ? <span className="text-faint">–</span> : formatMicros(micros)
    },
  })
  const columns: Column<Price>[] = [
    { key: 'model', header: 'Model', cell: (price) => <Model price={price} /> },
    figure('in', 'In', (price) => price.inMicros),
    figure('out', 'Out', (price) => price.outMicros),
    { ...figure('cached', 'Cached', (price) => price.cachedMicros), isHiddenOnPhone: true },
    { key: 'source', header: 'Who says so', width: '12rem', cell: (price) => <Source price={price} /> },
    {
      ...{ key: 'edit', header: '', width: '5.5rem', align: 'right' },
      cell: (price) => (
        <Granted to="company:write">
          <Button
            size="sm"
            variant="ghost"
            aria-label={`Change the price of ${price.model}`}
            onClick={() => setEditing(price)}
          >
            {price.ownPriceId ? 'Change' : 'Set'}
          </Button>
        </Granted>
      ),
    },
  ]
  return (
    <Panel isFlush>
      <div className="flex flex-wrap items-center gap-2 border-b px-3 py-2 sm:px-4">
        <Input
          type="search"
          aria-label="Search models"
          placeholder="Search all models"
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="w-64 max-sm:w-full"
        />
        <p className="min-w-48 flex-1 text-faint text-xs">US dollars per million tokens.</p>
        <Granted to="company:write">
          <Button icon={<Plus aria-hidden className="size-3.5" />} onClick={() => setEditing('new')}>
            Set a price
          </Button>
        </Granted>
      </div>
      <Loaded query={query} what="The prices">
        {({ prices, hasMore }) =>
          prices.length > 0 ? (
            <>
              <Table
                caption="Prices of models"
                columns={columns}
                rows={prices}
                rowKey={(price) => `${price.model} ${price.forProvider}`}
              />
              {hasMore ? (
                <p className="border-t px-4 py-2 text-faint text-xs">There are more: search for less.</p>
              ) : null}
            </>
          ) : (
            <EmptyState
              isCompact
              icon={<Coins />}
              title={search ? 'No model has such a name' : 'No model was used yet'}
            >
              {search
                ? 'Set a price for it, and its costs are priced.'
                : 'Search the price table, or set a price of your own.'}
            </EmptyState>
          )
        }
      </Loaded>
      {editing ? <PriceDialog price={editing === 'new' ? null : editing} onClose={() => setEditing(null)} /> : null}
    </Panel>
  )
}

function Model({ price: { model, forProvider, isUsed, tiers } }: { price: Price }) {
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
      <span className="min-w-0 truncate font-mono text-xs">{model}</span>
      {forProvider ? <span className="text-faint text-xs">{forProvider}</span> : null}
      {isUsed ? <Badge tone="neutral">Used</Badge> : null}
      {tiers.length > 0 ? <span className="text-faint text-xs">dearer for long calls</span> : null}
    </span>
  )
}

function Source({ price: { source, matched, model } }: { price: Price }) {
  if (source === null) return <Badge tone="warn">Unpriced</Badge>
  const as = matched && matched !== model.toLowerCase() && matched !== model ? ` as ${matched}` : ''
  return (
    <span className={source === 'company' ? 'text-sm' : 'text-muted text-sm'}>
      {source === 'company' ? 'This company' : 'The price table'}
      <span className="text-faint text-xs">{as}</span>
    </span>
  )
}
