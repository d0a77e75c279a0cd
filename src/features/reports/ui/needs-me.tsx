'use client'

import { useQuery } from '@tanstack/react-query'
import { CircleCheck } from 'lucide-react'
import { useTRPC } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { EmptyState } from '@/ui/empty-state'
import { Link } from '@/ui/link'
import { Panel } from '@/ui/panel'
import { RelativeTime } from '@/ui/relative-time'
import { TextLink } from '@/ui/text-link'
import { INBOX_KIND, InboxIcon } from './inbox-marks'

const shown = 6

/** The top of the inbox; what stands still and what was asked stand first. */
export function NeedsMe() {
  const trpc = useTRPC()
  const { slug, to } = useCompanySlug()
  const query = useQuery(trpc.reports.listInbox.queryOptions({ companyId: slug, limit: shown }))
  const total = useQuery(trpc.reports.countInbox.queryOptions({ companyId: slug })).data?.total ?? 0
  return (
    <Panel
      title="Needs me"
      hint={total > 0 ? `${total}` : undefined}
      isFlush
      actions={<TextLink href={to('/inbox')}>Inbox</TextLink>}
    >
      <Loaded query={query} what="What needs you">
        {({ items }) =>
          items.length > 0 ? (
            <ul>
              {items.map((item) => (
                <li
                  key={item.key}
                  className="relative flex min-h-11 items-center gap-3 border-b px-3 py-2 last:border-b-0 hover:bg-hover sm:px-4"
                >
                  <InboxIcon kind={item.kind} />
                  <p className="line-clamp-2 min-w-0 flex-1 break-words text-sm">
                    <span className="font-medium">{item.who}</span> <span className="text-muted">{item.text}</span>
                  </p>
                  <RelativeTime at={item.at} className="text-faint text-xs max-sm:hidden" />
                  <Link
                    href={to(`/inbox?item=${item.key}`)}
                    className="w-20 shrink-0 text-right max-sm:w-14 font-medium text-accent text-xs after:absolute after:inset-0"
                  >
                    {item.mayDecide ? INBOX_KIND[item.kind].deed : 'Look'}
                  </Link>
                </li>
              ))}
            </ul>
          ) : (
            <EmptyState isCompact icon={<CircleCheck />} title="Nothing needs you">
              Spent budgets, approvals, questions, work to review, blocked and failed work show up here.
            </EmptyState>
          )
        }
      </Loaded>
    </Panel>
  )
}
