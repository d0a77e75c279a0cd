'use client'

import { Plus, Webhook } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { EmptyState } from '@/ui/empty-state'
import { Panel } from '@/ui/panel'
import { useToast } from '@/ui/toast'
import { type Channel, ChannelDialog, SigningSecret } from './channel-dialog'
import { TOPIC_TEXT } from './topic-text'

type Open = { deed: 'add' } | { deed: 'change' | 'rotate' | 'remove'; channel: Channel } | null

/** Webhooks and Slack-compatible channels of the company. */
export function ChannelsPanel({ channels }: { channels: Channel[] }) {
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  return (
    <Panel
      title="Channels"
      isFlush
      actions={
        <Button size="sm" icon={<Plus aria-hidden className="size-3" />} onClick={() => setOpen({ deed: 'add' })}>
          Add channel
        </Button>
      }
    >
      {channels.length > 0 ? (
        <ul>
          {channels.map((channel) => (
            <ChannelLine key={channel.id} channel={channel} onDeed={(deed) => setOpen({ deed, channel })} />
          ))}
        </ul>
      ) : (
        <EmptyState isCompact icon={<Webhook />} title="Nothing is told outside">
          Add a webhook or a Slack channel to hear of approvals, questions, halts and failures where you are.
        </EmptyState>
      )}
      {open?.deed === 'add' ? <ChannelDialog channel={undefined} onClose={close} /> : null}
      {open?.deed === 'change' ? <ChannelDialog channel={open.channel} onClose={close} /> : null}
      {open?.deed === 'rotate' ? <RotateSecret channel={open.channel} onClose={close} /> : null}
      {open?.deed === 'remove' ? <RemoveChannel channel={open.channel} onClose={close} /> : null}
    </Panel>
  )
}

type ChannelLineProps = { channel: Channel; onDeed: (deed: 'change' | 'rotate' | 'remove') => void }

function ChannelLine({ channel, onDeed }: ChannelLineProps) {
  return (
    <li className="flex flex-col gap-1.5 border-b px-3 py-2.5 text-sm last:border-b-0 sm:px-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="min-w-0 flex-1 basis-48">
          <span className="flex items-center gap-2">
            <span className="truncate font-medium">{channel.name}</span>
            <Badge>{channel.kind === 'slack' ? 'Slack' : 'Webhook'}</Badge>
            {channel.isActive ? null : <Badge tone="warn">Off</Badge>}
          </span>
          <span className="block truncate font-mono text-muted text-xs">
            {channel.kind === 'slack' ? `${channel.address}/…` : channel.address}
          </span>
        </span>
        <ChannelDeeds channel={channel} onDeed={onDeed} />
      </div>
      <p className="text-faint text-xs">{channel.topics.map((topic) => TOPIC_TEXT[topic].name).join(' · ')}</p>
      {channel.offReason ? <p className="text-warn text-xs">{channel.offReason}</p> : null}
    </li>
  )
}

function ChannelDeeds({ channel, onDeed }: ChannelLineProps) {
  const trpc = useTRPC()
  const toast = useToast()
  const { slug } = useCompanySlug()
  const { id: channelId, name, isActive } = channel
  const test = useSave(
    trpc.notifications.testChannel.mutationOptions({
      onSuccess: () => toast({ text: 'A test is on its way. The log below says whether it arrived.' }),
    }),
    { toastsProblem: true },
  )
  const update = useSave(trpc.notifications.updateChannel.mutationOptions(), { toastsProblem: true })
  return (
    <span className="flex flex-wrap gap-1">
      <Button
        size="sm"
        isBusy={test.isPending}
        aria-label={`Send a test to ${name}`}
        onClick={() => test.mutate({ companyId: slug, channelId })}
      >
        Test
      </Button>
      <Button size="sm" aria-label={`Change ${name}`} onClick={() => onDeed('change')}>
        Change
      </Button>
      {channel.kind === 'webhook' ? (
        <Button
          size="sm"
          variant="ghost"
          aria-label={`Rotate the signing secret of ${name}`}
          onClick={() => onDeed('rotate')}
        >
          Rotate secret
        </Button>
      ) : null}
      <Button
        size="sm"
        variant="ghost"
        isBusy={update.isPending}
        aria-label={`Switch ${name} ${isActive ? 'off' : 'on'}`}
        onClick={() => update.mutate({ companyId: slug, channelId, isActive: !isActive })}
      >
        {isActive ? 'Switch off' : 'Switch on'}
      </Button>
      <Button size="sm" variant="ghost" aria-label={`Remove ${name}`} onClick={() => onDeed('remove')}>
        Remove
      </Button>
    </span>
  )
}

type DeedDialogProps = { channel: Channel; onClose: () => void }

function RotateSecret({ channel, onClose }: DeedDialogProps) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const rotate = useSave(trpc.notifications.rotateChannelSecret.mutationOptions())
  const secret = rotate.data?.signingSecret
  if (secret) return <SigningSecret name={channel.name} secret={secret} onClose={onClose} />
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      onConfirm={() => rotate.mutate({ companyId: slug, channelId: channel.id })}
      isBusy={rotate.isPending}
      error={rotate.problem?.message}
      title={`Rotate the signing secret of ${channel.name}?`}
      action="Rotate secret"
      effect="For a day messages are signed with both, so that the receiver can change in between. Then the old one counts no more."
    />
  )
}

function RemoveChannel({ channel, onClose }: DeedDialogProps) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const remove = useSave(trpc.notifications.removeChannel.mutationOptions({ onSuccess: onClose }))
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      onConfirm={() => remove.mutate({ companyId: slug, channelId: channel.id })}
      isBusy={remove.isPending}
      error={remove.problem?.message}
      isDanger
      title={`Remove ${channel.name}?`}
      action="Remove channel"
      effect="Nothing is told there any more. Its secret and its log go, too. To keep them, switch it off."
    />
  )
}
