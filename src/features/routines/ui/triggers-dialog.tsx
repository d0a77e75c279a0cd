'use client'

import { useQueryClient } from '@tanstack/react-query'
import { CalendarClock, Trash2, Webhook } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Granted } from '@/features/companies/ui/granted'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { CopyButton } from '@/ui/copy-button'
import { Dialog } from '@/ui/dialog'
import { IconButton } from '@/ui/icon-button'
import { RelativeTime } from '@/ui/relative-time'
import type { RoutineView, TriggerView } from '../schema'
import { AddTriggerForm } from './add-trigger-form'
import { SIGNING_TEXT, triggerText } from './routine-marks'

type Told = { triggerId: string; secret: string } | null

/** What fires a routine: schedules, and webhooks with their addresses. A secret is shown once, when it is made. */
export function TriggersDialog({ routine, onClose }: { routine: RoutineView; onClose: () => void }) {
  const [told, setTold] = useState<Told>(null)
  const tell = ({ trigger, secret }: { trigger: TriggerView; secret: string | null }) =>
    setTold(secret ? { triggerId: trigger.id, secret } : null)
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Triggers"
      description={routine.title}
      size="lg"
      footer={<Button onClick={onClose}>Done</Button>}
    >
      {routine.triggers.length > 0 ? (
        <ul className="mb-4 rounded-md border">
          {routine.triggers.map((trigger) => (
            <TriggerLine
              key={trigger.id}
              trigger={trigger}
              secret={told?.triggerId === trigger.id ? told.secret : null}
              onTold={tell}
            />
          ))}
        </ul>
      ) : (
        <p className="mb-4 text-muted text-sm">Nothing fires it yet. It can be run by hand.</p>
      )}
      <Granted to="task:write">
        <AddTriggerForm routineId={routine.id} onAdded={tell} />
      </Granted>
    </Dialog>
  )
}

type TriggerLineProps = {
  trigger: TriggerView
  secret: string | null
  onTold: (made: { trigger: TriggerView; secret: string | null }) => void
}

function TriggerLine({ trigger, secret, onTold }: TriggerLineProps) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { slug } = useCompanySlug()
  const refresh = () => queryClient.invalidateQueries(trpc.routines.pathFilter())
  const told = {
    onSuccess: (made: { trigger: TriggerView; secret: string | null }) => {
      onTold(made)
      refresh()
    },
  }
  const update = useSave(trpc.routines.updateTrigger.mutationOptions({ onSuccess: refresh }), { toastsProblem: true })
  const rotate = useSave(trpc.routines.rotateTriggerSecret.mutationOptions(told), { toastsProblem: true })
  const remove = useSave(trpc.routines.removeTrigger.mutationOptions({ onSuccess: refresh }), { toastsProblem: true })
  const [asked, setAsked] = useState<'rotate' | 'remove' | null>(null)
  const ids = { companyId: slug, triggerId: trigger.id }
  const name = triggerText(trigger)
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-b px-3 py-2 text-sm last:border-b-0">
      {trigger.kind === 'webhook' ? (
        <Webhook aria-hidden className="size-4 text-faint" />
      ) : (
        <CalendarClock aria-hidden className="size-4 text-faint" />
      )}
      <span className="min-w-0 flex-1 basis-40">
        <span className="block truncate font-medium">{name}</span>
        <span className="block text-muted text-xs">
          {trigger.signing ? SIGNING_TEXT[trigger.signing] : trigger.timeZone}
          {trigger.isEnabled ? null : ', switched off'}
          {trigger.isEnabled && trigger.nextRunAt ? (
            <>
              , next <RelativeTime at={trigger.nextRunAt} />
            </>
          ) : null}
        </span>
      </span>
      <Granted to="task:write">
        <span className="flex flex-wrap items-center gap-1.5">
          <Button
            size="sm"
            aria-label={`Switch ${name} ${trigger.isEnabled ? 'off' : 'on'}`}
            onClick={() => update.mutate({ ...ids, isEnabled: !trigger.isEnabled })}
          >
            {trigger.isEnabled ? 'Switch off' : 'Switch on'}
          </Button>
          {trigger.signing && trigger.signing !== 'none' ? (
            <Button size="sm" aria-label={`New secret for ${name}`} onClick={() => setAsked('rotate')}>
              New secret
            </Button>
          ) : null}
          <IconButton
            size="sm"
            label={`Remove ${name}`}
            icon={<Trash2 className="size-3.5" />}
            onClick={() => setAsked('remove')}
          />
        </span>
      </Granted>
      {trigger.publicId ? <Shown label="Address" text={addressOf(trigger.publicId)} /> : null}
      {secret ? <Shown label="Secret, shown this once" text={secret} /> : null}
      <ConfirmDialog
        isOpen={asked !== null}
        onClose={() => setAsked(null)}
        onConfirm={() => {
          if (asked === 'rotate') rotate.mutate(ids)
          else remove.mutate(ids)
          setAsked(null)
        }}
        isDanger
        {...(asked === 'rotate' ? NEW_SECRET : REMOVE)}
      />
    </li>
  )
}

const NEW_SECRET = {
  title: 'Make a new secret?',
  action: 'Make a new secret',
  effect: 'What is signed with the secret of now is refused from that moment on.',
}
const REMOVE = {
  title: 'Remove this trigger?',
  action: 'Remove',
  effect: 'It fires the routine no more. What it fired stays in the history.',
}

/** Where this page came from is where deliveries go. */
function addressOf(publicId: string): string {
  return `${window.location.origin}/api/routine-triggers/public/${publicId}/fire`
}

function Shown({ label, text }: { label: string; text: string }) {
  return (
    <span className="flex w-full min-w-0 items-center gap-2 rounded-md bg-sunken px-2 py-1">
      <span className="shrink-0 text-muted text-xs">{label}</span>
      <code className="min-w-0 flex-1 truncate text-xs">{text}</code>
      <CopyButton text={text} label={`Copy the ${label.toLowerCase()}`} />
    </span>
  )
}
