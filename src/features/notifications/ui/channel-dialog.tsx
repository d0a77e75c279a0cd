'use client'

import type { FormEvent } from 'react'
import { type Outputs, useTRPC } from '@/entry/trpc/client'
import { ShownOnce } from '@/features/access/ui/shown-once'
import { FormDialog } from '@/features/companies/ui/form-dialog'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Field } from '@/ui/field'
import { Checkbox, Input, Select } from '@/ui/input'
import { useToast } from '@/ui/toast'
import { TOPICS, USUAL_TOPICS } from '../rules/topics'
import { TOPIC_TEXT } from './topic-text'

export type Channel = Outputs['notifications']['listChannels']['channels'][number]

type ChannelDialogProps = {
  /** The one to change; absent: a new one. */
  channel: Channel | undefined
  onClose: () => void
}

/** Says where the company is told what needs a person, and of what. */
export function ChannelDialog({ channel, onClose }: ChannelDialogProps) {
  const trpc = useTRPC()
  const toast = useToast()
  const { slug } = useCompanySlug()
  const add = useSave(
    trpc.notifications.addChannel.mutationOptions({
      onSuccess: ({ signingSecret }) => (signingSecret ? undefined : onClose()),
    }),
  )
  const update = useSave(
    trpc.notifications.updateChannel.mutationOptions({
      onSuccess: () => {
        onClose()
        toast({ text: 'The channel is changed' })
      },
    }),
  )
  const save = channel ? update : add
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const [name, address] = [String(form.get('name')), String(form.get('address')).trim()]
    const topics = TOPICS.filter((topic) => form.has(topic))
    const sent = { companyId: slug, name, topics }
    if (channel) update.mutate({ ...sent, channelId: channel.id, ...(address ? { address } : {}) })
    else add.mutate({ ...sent, address, kind: form.get('kind') === 'slack' ? 'slack' : 'webhook' })
  }
  if (add.data?.signingSecret) {
    return <SigningSecret name={add.data.name} secret={add.data.signingSecret} onClose={onClose} />
  }
  return (
    <FormDialog
      needs="notification:write"
      onClose={onClose}
      title={channel ? `Change ${channel.name}` : 'Add a channel'}
      onSubmit={submit}
      submitLabel={channel ? 'Save channel' : 'Add channel'}
      isBusy={save.isPending}
      problem={save.formError}
      autoComplete="off"
    >
      <ChannelFields channel={channel} errors={save.fieldErrors} />
    </FormDialog>
  )
}

type ChannelFieldsProps = { channel: Channel | undefined; errors: Record<string, string | undefined> }

function ChannelFields({ channel, errors }: ChannelFieldsProps) {
  const isSlack = channel?.kind === 'slack'
  const topics = channel?.topics ?? USUAL_TOPICS
  return (
    <>
      <Field label="Name" error={errors.name}>
        {(control) => <Input {...control} name="name" defaultValue={channel?.name} placeholder="On call" />}
      </Field>
      {channel ? null : (
        <Field label="Kind" hint="Slack's format is also understood by Mattermost, Rocket.Chat and others.">
          {(control) => (
            <Select {...control} name="kind" defaultValue="webhook">
              <option value="webhook">Webhook, signed</option>
              <option value="slack">Slack-compatible webhook</option>
            </Select>
          )}
        </Field>
      )}
      <Field
        label="Address"
        isOptional={isSlack}
        hint={isSlack ? 'Left empty, the address stays. It is a secret and not shown.' : undefined}
        error={errors.address}
      >
        {(control) => (
          <Input
            {...control}
            name="address"
            type="url"
            defaultValue={isSlack ? '' : channel?.address}
            placeholder="https://example.com/paperclip"
            className="font-mono"
          />
        )}
      </Field>
      <fieldset>
        <legend className="mb-2 font-medium text-sm">What it is told of</legend>
        <div className="grid gap-2.5 sm:grid-cols-2">
          {TOPICS.map((topic) => (
            <Checkbox
              key={topic}
              name={topic}
              defaultChecked={topics.includes(topic)}
              label={TOPIC_TEXT[topic].name}
              hint={TOPIC_TEXT[topic].what}
            />
          ))}
        </div>
        {errors.topics ? (
          <p role="alert" className="mt-2 text-bad text-xs">
            Tick at least one.
          </p>
        ) : null}
      </fieldset>
    </>
  )
}

/** The signing secret of a webhook, once. */
export function SigningSecret({ name, secret, onClose }: { name: string; secret: string; onClose: () => void }) {
  return (
    <ShownOnce
      title={`The signing secret of ${name}`}
      description="The receiver checks the header webhook-signature with it, as the Standard Webhooks libraries do. It cannot be shown again."
      text={secret}
      label="Copy the signing secret"
      onClose={onClose}
    />
  )
}
