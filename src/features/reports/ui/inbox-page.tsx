'use client'

import { clsx } from 'clsx'
import { ChevronRight, CircleCheck } from 'lucide-react'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { useTRPC, useTRPCClient } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { usePages } from '@/features/companies/ui/use-pages'
import { usePageName } from '@/ui/breadcrumbs'
import { EmptyState } from '@/ui/empty-state'
import { Kbd } from '@/ui/kbd'
import { KEYS } from '@/ui/keys'
import { PageHeader } from '@/ui/page-header'
import { Panel } from '@/ui/panel'
import { RelativeTime } from '@/ui/relative-time'
import { useShortcuts } from '@/ui/shortcuts'
import { ShowMore } from '@/ui/show-more'
import { Skeleton } from '@/ui/skeleton'
import { useAddress } from '@/ui/use-address'
import { INBOX_KIND, InboxIcon, type InboxItem } from './inbox-marks'

// What decides is fetched when the first row is opened.
const InboxDetail = lazy(() => import('./inbox-detail'))

const GROUPS = ['Stands still until somebody acts', 'Somebody asks', 'Work that waits', 'Worth a look']

/** Everything that needs a person, each with what deciding does, decided in place; `j`, `k` and Enter walk it. */
export function InboxPage() {
  usePageName('Inbox')
  const { query, rows: items } = useInbox()
  const { params, change } = useAddress()
  const openKey = params.get('item')
  const openAt = items.findIndex((item) => item.key === openKey)
  const toggle = (key: string) => change({ item: key === openKey ? null : key })
  const lastAt = useRef(-1)
  useEffect(() => {
    if (openAt >= 0) lastAt.current = openAt
  }, [openAt])
  // what was decided goes away; the keyboard stands on what comes next
  const isGone = openKey !== null && openAt < 0 && lastAt.current >= 0 && query.isSuccess
  useEffect(() => {
    if (!isGone) return
    change({ item: null })
    focusRow(Math.min(lastAt.current, items.length - 1))
    lastAt.current = -1
  })
  const move = (by: number) => {
    const at = rows().indexOf(document.activeElement?.closest('[data-inbox-item]') ?? null)
    focusRow(at < 0 ? 0 : Math.max(0, Math.min(items.length - 1, at + by)))
  }
  useShortcuts({
    [KEYS.moveDown.keys]: () => move(1),
    [KEYS.moveUp.keys]: () => move(-1),
    [KEYS.close.keys]: () => openKey && toggle(openKey),
  })
  return (
    <>
      <PageHeader
        title="Inbox"
        subtitle="What needs a person, with what your decision does."
        actions={
          <span className="flex items-center gap-1.5 text-faint text-xs max-sm:hidden">
            <Kbd keys={KEYS.moveDown.keys} /> <Kbd keys={KEYS.moveUp.keys} /> walk, <Kbd keys={KEYS.open.keys} /> opens
          </span>
        }
      />
      <Loaded query={query} what="The inbox">
        {() =>
          items.length > 0 ? (
            <div className="flex flex-col gap-4">
              {GROUPS.map((title, urgency) => (
                <Group
                  key={title}
                  title={title}
                  items={items.filter((item) => item.urgency === urgency)}
                  openKey={openKey}
                  onToggle={toggle}
                />
              ))}
              <ShowMore query={query}>Show more</ShowMore>
            </div>
          ) : (
            <Panel>
              <EmptyState icon={<CircleCheck />} title="Nothing needs you">
                Approvals, questions, spent budgets, work to review, blocked, failed or orphaned tasks and late clocks
                show up here, and this page is the only one to look at.
              </EmptyState>
            </Panel>
          )
        }
      </Loaded>
    </>
  )
}

const rows = (): (Element | null)[] => [...document.querySelectorAll('[data-inbox-item]')]

function focusRow(at: number): void {
  rows()[at]?.querySelector('button')?.focus()
}

function useInbox() {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const { slug } = useCompanySlug()
  return usePages({
    queryKey: [...trpc.reports.listInbox.pathKey(), { slug }],
    size: 50,
    read: (after: string | undefined, limit, signal) =>
      client.reports.listInbox.query({ companyId: slug, after, limit }, { signal }),
    rowsOf: (page) => page.items,
    nextOf: (page) => page.nextAfter,
    // clocks and silence come without an event
    refetchInterval: 60_000,
  })
}

type GroupProps = { title: string; items: InboxItem[]; openKey: string | null; onToggle: (key: string) => void }

function Group({ title, items, openKey, onToggle }: GroupProps) {
  if (items.length === 0) return null
  return (
    <Panel title={title} hint={`${items.length}`} isFlush>
      <ul>
        {items.map((item) => (
          <Row key={item.key} item={item} isOpen={item.key === openKey} onToggle={() => onToggle(item.key)} />
        ))}
      </ul>
    </Panel>
  )
}

function Row({ item, isOpen, onToggle }: { item: InboxItem; isOpen: boolean; onToggle: () => void }) {
  const id = `inbox-${item.key}`
  return (
    <li data-inbox-item className="border-b last:border-b-0">
      <div
        className={clsx(
          'relative flex min-h-11 items-center gap-3 px-3 py-2 hover:bg-hover sm:px-4',
          isOpen && 'bg-selected shadow-[inset_2px_0_0_var(--accent)]',
        )}
      >
        <InboxIcon kind={item.kind} />
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={onToggle}
          className={clsx(
            'min-w-0 flex-1 text-left text-sm after:absolute after:inset-0 focus-visible:outline-offset-0',
            !isOpen && 'line-clamp-2',
          )}
        >
          <span className="font-medium">{item.who}</span> <span className="break-words text-muted">{item.text}</span>
        </button>
        <span className="shrink-0 text-faint text-xs max-sm:hidden">{INBOX_KIND[item.kind].label}</span>
        <RelativeTime at={item.at} className="w-20 text-right text-faint text-xs max-sm:w-auto" />
        <ChevronRight
          aria-hidden
          className={clsx('size-4 shrink-0 text-faint transition-transform', isOpen && 'rotate-90')}
        />
      </div>
      <div id={id} hidden={!isOpen}>
        {isOpen ? (
          <div className="flex flex-col gap-3 border-t bg-canvas px-3 py-3 sm:px-11">
            {/* an approval says its effects beside the buttons */}
            {item.kind === 'approval' ? null : <p className="text-muted text-sm">{item.effect}</p>}
            <Suspense fallback={<Skeleton className="h-32" />}>
              <InboxDetail item={item} />
            </Suspense>
          </div>
        ) : null}
      </div>
    </li>
  )
}
