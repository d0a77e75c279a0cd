'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Money } from '@/ui/money'
import { Panel } from '@/ui/panel'
import { type Column, Table } from '@/ui/table'
import { durationText } from '@/ui/time-text'
import type { CallView } from '../schema'
import { CALL_STATE, detours, readable } from './call-text'

const PAGE = 50
const MOST = 500

/** The calls of models that a run made through the gateway: what ran, what it cost, and on demand what was said. Nothing without any. */
export function ModelCalls({ runId, className }: { runId: string; className?: string }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const [shown, setShown] = useState<CallView | null>(null)
  const [limit, setLimit] = useState(PAGE)
  const query = useQuery(
    trpc.models.listModelCalls.queryOptions(
      { companyId: slug, runId, limit },
      // the rows before stay while more are fetched
      { placeholderData: keepPreviousData },
    ),
  )
  const calls = query.data ?? []
  const hasMore = calls.length === limit && limit < MOST
  if (calls.length === 0) return null
  return (
    <Panel title="Model calls" hint={`${calls.length}${hasMore ? '+' : ''}`} isFlush className={className}>
      <Table caption="Calls of models" columns={columnsFor(calls, setShown)} rows={calls} rowKey={(call) => call.id} />
      {hasMore ? (
        <div className="border-t px-3 py-2 sm:px-4">
          <Button size="sm" isBusy={query.isPlaceholderData} onClick={() => setLimit(Math.min(MOST, limit + 2 * PAGE))}>
            Show more
          </Button>
        </div>
      ) : null}
      {shown ? <Conversation call={shown} onClose={() => setShown(null)} /> : null}
    </Panel>
  )
}

/** What was said has a column where it was kept of a call. */
function columnsFor(calls: CallView[], onShow: (call: CallView) => void): Column<CallView>[] {
  const kept: Column<CallView> = {
    ...{ key: 'said', header: '', width: '4.5rem', align: 'right' },
    cell: (call) =>
      call.hasConversation ? (
        <Button size="sm" variant="ghost" onClick={() => onShow(call)}>
          Read
        </Button>
      ) : null,
  }
  return [
    { key: 'model', header: 'Model', cell: (call) => <Model call={call} /> },
    { key: 'state', header: 'State', width: '6.5rem', cell: (call) => <State call={call} /> },
    {
      ...{ key: 'tokens', header: 'In / out', width: '8rem', align: 'right' as const, phoneLabel: 'Tokens' },
      cell: (call) => <Tokens call={call} />,
    },
    {
      ...{ key: 'cost', header: 'Cost', width: '5.5rem', align: 'right' as const, phoneLabel: 'Cost' },
      cell: ({ costMicros }) => <Money micros={costMicros} />,
    },
    {
      ...{ key: 'took', header: 'Took', width: '5rem', align: 'right' as const, isHiddenOnPhone: true },
      cell: ({ createdAt, endedAt }) => (endedAt ? durationText(Date.parse(endedAt) - Date.parse(createdAt)) : '…'),
    },
    ...(calls.some((call) => call.hasConversation) ? [kept] : []),
  ]
}

function Model({ call }: { call: CallView }) {
  const { model, provider, askedModel, error } = call
  const ran = provider && model ? `${provider}/${model}` : askedModel
  const why = [...detours(call), ...(error ? [error] : [])].join('. ')
  return (
    <span className="block min-w-0 py-1">
      <span className="block truncate font-mono text-xs">{ran}</span>
      {why ? (
        <span className="block truncate text-muted text-xs" title={why}>
          {model === askedModel ? why : `asked for ${askedModel}: ${why}`}
        </span>
      ) : null}
    </span>
  )
}

function State({ call: { state, timesRefused } }: { call: CallView }) {
  const { label, tone } = CALL_STATE[state]
  if (tone === 'good') return <span className="text-muted text-xs">{label}</span>
  return <Badge tone={tone}>{timesRefused > 1 ? `${label} ×${timesRefused}` : label}</Badge>
}

function Tokens({ call: { tokensIn, tokensOut, tokensCached, isEstimated } }: { call: CallView }) {
  const text = `${tokensIn.toLocaleString('en')} / ${tokensOut.toLocaleString('en')}`
  const notes = [
    tokensCached > 0 && `${tokensCached.toLocaleString('en')} of the input came from a cache`,
    isEstimated && 'counted from the text: the provider did not say',
  ].filter(Boolean)
  return <span title={notes.join('; ') || undefined}>{isEstimated ? `≈ ${text}` : text}</span>
}

function Conversation({ call, onClose }: { call: CallView; onClose: () => void }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const query = useQuery(trpc.models.getModelConversation.queryOptions({ companyId: slug, callId: call.id }))
  return (
    <Dialog
      isOpen
      onClose={onClose}
      size="lg"
      title={`${call.provider}/${call.model}`}
      description="As it was said; secrets of the company stand as ***."
      footer={<Button onClick={onClose}>Close</Button>}
    >
      <Loaded query={query} what="The conversation">
        {({ request, answer, isCut }) => (
          <div className="flex flex-col gap-4">
            {isCut ? <p className="text-muted text-xs">It was longer than what is kept.</p> : null}
            <Said title="Asked" text={readable(request)} />
            <Said title="Answered" text={answer ? readable(answer) : 'Nothing.'} />
          </div>
        )}
      </Loaded>
    </Dialog>
  )
}

function Said({ title, text }: { title: string; text: string }) {
  return (
    <section>
      <h3 className="mb-1 font-medium text-faint text-xs">{title}</h3>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
        tabIndex={0}
        className="max-h-80 overflow-auto whitespace-pre-wrap break-words rounded-md bg-sunken p-3 text-xs"
      >
        {text}
      </pre>
    </section>
  )
}
