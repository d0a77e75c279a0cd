'use client'

import { type Outputs, useTRPC, useTRPCClient } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useRowPages } from '@/features/companies/ui/use-pages'
import { useSave } from '@/features/companies/ui/use-save'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Panel } from '@/ui/panel'
import { RelativeTime } from '@/ui/relative-time'
import { ShowMore } from '@/ui/show-more'
import { useToast } from '@/ui/toast'
import type { Tone } from '@/ui/tone'

type Delivery = Outputs['notifications']['listDeliveries'][number]
type State = Delivery['state']

const STATES: Record<State, { name: string; tone: Tone }> = {
  waiting: { name: 'Waiting', tone: 'neutral' },
  sent: { name: 'Sent', tone: 'good' },
  failed: { name: 'Given up', tone: 'bad' },
  dropped: { name: 'Not sent', tone: 'warn' },
}

/** What was told, newest first, and what became of it. */
export function DeliveryLog() {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const { slug } = useCompanySlug()
  const { query, rows } = useRowPages({
    queryKey: [...trpc.notifications.listDeliveries.pathKey(), { slug }],
    size: 20,
    read: (before, limit, signal) =>
      client.notifications.listDeliveries.query({ companyId: slug, before, limit }, { signal }),
  })
  return (
    <Panel title="What was told" hint="kept for 30 days" isFlush>
      <Loaded query={query} what="The log of notifications">
        {() =>
          rows.length > 0 ? (
            <ul>
              {rows.map((delivery) => (
                <DeliveryLine key={delivery.id} delivery={delivery} />
              ))}
            </ul>
          ) : (
            <EmptyState isCompact title="Nothing was told yet">
              What needs a person is told within seconds, each thing once, with a reminder when it waits for long.
            </EmptyState>
          )
        }
      </Loaded>
      <ShowMore query={query} />
    </Panel>
  )
}

function DeliveryLine({ delivery }: { delivery: Delivery }) {
  const trpc = useTRPC()
  const toast = useToast()
  const { slug } = useCompanySlug()
  const resend = useSave(
    trpc.notifications.resendDelivery.mutationOptions({ onSuccess: () => toast({ text: 'It is sent again' }) }),
    { toastsProblem: true },
  )
  const { message, state, to } = delivery
  const title = message.age ? `${message.title}, reminded after ${message.age}` : message.title
  const isGone = delivery.kind === 'invitation' && (state === 'sent' || state === 'dropped')
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b px-3 py-2 text-sm last:border-b-0 sm:px-4">
      <span className="min-w-0 flex-1 basis-64">
        <span className="block truncate" title={title}>
          {title}
        </span>
        <span className="block text-muted text-xs">
          to {to} <RelativeTime at={delivery.createdAt} />
          {fateOf(delivery)}
          {delivery.nextTryAt && delivery.attempts > 0 ? (
            <>
              , next try <RelativeTime at={delivery.nextTryAt} />
            </>
          ) : null}
        </span>
      </span>
      <Badge tone={STATES[state].tone}>{STATES[state].name}</Badge>
      {isGone ? null : (
        <Button
          size="sm"
          variant="ghost"
          isBusy={resend.isPending}
          aria-label={`Send again to ${to}: ${message.title}`}
          onClick={() => resend.mutate({ companyId: slug, deliveryId: delivery.id })}
        >
          {state === 'waiting' ? 'Try now' : 'Send again'}
        </Button>
      )}
    </li>
  )
}

/** What became of it, as it goes on behind the time. */
function fateOf({ attempts, problem, answerStatus, state }: Delivery): string {
  const tries = attempts > 1 ? `, ${attempts} tries` : ''
  if (state === 'sent') return answerStatus ? `${tries}, answered ${answerStatus}` : tries
  return problem ? `${tries}. ${problem.replace(/\.$/, '')}` : tries
}
