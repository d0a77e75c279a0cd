'use client'

import { useQuery } from '@tanstack/react-query'
import { type Outputs, useTRPC } from '@/entry/trpc/client'
import { Granted } from '@/features/companies/ui/granted'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Panel } from '@/ui/panel'
import { SkeletonRows } from '@/ui/skeleton'
import { ChannelsPanel } from './channels-panel'
import { DeliveryLog } from './delivery-log'
import { MailPanel } from './mail-panel'

/** Where the company is told what needs a person, and what was told. */
export default function NotificationSettings({ company }: { company: Outputs['companies']['getCompany'] }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const query = useQuery(trpc.notifications.listChannels.queryOptions({ companyId: slug }))
  return (
    <Loaded query={query} what="The notification channels" skeleton={<NotificationSkeleton />}>
      {({ channels, isMailSetUp }) => (
        <>
          <Granted to="notification:write">
            <ChannelsPanel channels={channels} />
          </Granted>
          <Granted to="company:write">
            <MailPanel company={company} isMailSetUp={isMailSetUp} key={String(company.remindAfterHours)} />
          </Granted>
          <Granted to="notification:write">
            <DeliveryLog />
          </Granted>
        </>
      )}
    </Loaded>
  )
}

function NotificationSkeleton() {
  return (
    <Panel title="Notification channels" isFlush>
      <SkeletonRows rows={3} label="The notification channels: loading" />
    </Panel>
  )
}
