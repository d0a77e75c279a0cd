'use client'

import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FormDialog } from '@/features/companies/ui/form-dialog'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Field } from '@/ui/field'
import { Checkbox, Input, Select } from '@/ui/input'
import { useToast } from '@/ui/toast'
import type { ProviderView } from '../schema'

type ProviderDialogProps = {
  isOpen: boolean
  onClose: () => void
  /** Absent: a new one. */
  provider: ProviderView | undefined
}

const MAKERS = {
  openai: { name: 'openai', baseUrl: 'https://api.openai.com/v1', label: 'OpenAI: chat completions, responses' },
  anthropic: { name: 'anthropic', baseUrl: 'https://api.anthropic.com', label: 'Anthropic: messages' },
}
const GIVEN = 'given'
const NO_KEY = 'none'

/** Asks where models are, how they are spoken to, and with which key. */
export function ProviderDialog({ isOpen, onClose, provider }: ProviderDialogProps) {
  const trpc = useTRPC()
  const toast = useToast()
  const { slug } = useCompanySlug()
  const [dialect, setDialect] = useState(provider?.dialect ?? 'openai')
  const [key, setKey] = useState(provider ? (provider.secretId ?? NO_KEY) : GIVEN)
  const secrets = useQuery(trpc.vault.listSecrets.queryOptions({ companyId: slug, limit: 500 }, { enabled: isOpen }))
  const save = useSave(
    trpc.models.setProvider.mutationOptions({
      onSuccess: () => {
        onClose()
        toast({ text: 'The provider is set up' })
      },
    }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name) ?? '').trim()
    save.mutate({
      companyId: slug,
      ...(provider ? { providerId: provider.id } : {}),
      ...{ dialect, name: text('name') },
      ...(text('baseUrl') ? { baseUrl: text('baseUrl') } : {}),
      ...(key === GIVEN ? { apiKey: text('apiKey') } : { secret: key === NO_KEY ? null : { secretId: key } }),
      requestsPerMinute: numberOrNull(text('requestsPerMinute')),
      tokensPerMinute: numberOrNull(text('tokensPerMinute')),
      callsAtOnce: numberOrNull(text('callsAtOnce')),
      isEnabled: form.get('isEnabled') === 'on',
    })
  }
  const errors = save.fieldErrors
  const maker = MAKERS[dialect]
  return (
    <FormDialog
      needs="company:write"
      isOpen={isOpen}
      onClose={onClose}
      title={provider ? `Change ${provider.name}` : 'Add a model provider'}
      description="Agents reach its models through the gateway, with a token of their run in place of the key."
      onSubmit={submit}
      submitLabel={provider ? 'Save provider' : 'Add provider'}
      isBusy={save.isPending}
      problem={save.formError}
      autoComplete="off"
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Dialect" error={errors.dialect}>
          {(control) => (
            <Select
              {...control}
              value={dialect}
              onChange={(event) => setDialect(event.target.value === 'anthropic' ? 'anthropic' : 'openai')}
            >
              <option value="openai">{MAKERS.openai.label}</option>
              <option value="anthropic">{MAKERS.anthropic.label}</option>
            </Select>
          )}
        </Field>
        <Field label="Name" hint="As in name/model." error={errors.name}>
          {(control) => (
            <Input
              {...control}
              name="name"
              placeholder={maker.name}
              defaultValue={provider?.name}
              className="font-mono"
            />
          )}
        </Field>
      </div>
      <Field label="Address" isOptional hint="Left empty, the maker's own." error={errors.baseUrl}>
        {(control) => (
          <Input {...control} name="baseUrl" type="url" placeholder={maker.baseUrl} defaultValue={provider?.baseUrl} />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Key" error={errors.secret}>
          {(control) => (
            <Select {...control} value={key} onChange={(event) => setKey(event.target.value)}>
              <option value={GIVEN}>Give it here; it goes into the vault</option>
              <option value={NO_KEY}>None is needed</option>
              {(secrets.data ?? []).map((secret) => (
                <option key={secret.id} value={secret.id}>
                  {secret.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {key === GIVEN ? (
          <Field label="Its value" error={errors.apiKey}>
            {(control) => <Input {...control} name="apiKey" type="password" autoComplete="new-password" />}
          </Field>
        ) : null}
      </div>
      <div className="grid items-end gap-4 sm:grid-cols-3">
        {LIMITS.map(({ name, label, hint }) => (
          <Field key={name} label={label} isOptional hint={hint} error={errors[name]}>
            {(control) => (
              <Input {...control} name={name} type="number" min={1} defaultValue={provider?.[name] ?? ''} />
            )}
          </Field>
        ))}
      </div>
      <Checkbox
        name="isEnabled"
        defaultChecked={provider?.isEnabled ?? true}
        label="Enabled"
        hint="While it is, Claude Code, Codex and model endpoints of this dialect go through it unless their agents have keys of their own."
      />
    </FormDialog>
  )
}

/** Over all agents and servers. */
const LIMITS = [
  { name: 'requestsPerMinute', label: 'Requests a minute', hint: 'Of all agents.' },
  { name: 'tokensPerMinute', label: 'Tokens a minute', hint: 'In and out.' },
  { name: 'callsAtOnce', label: 'Calls at once', hint: 'Others wait.' },
] as const

const numberOrNull = (text: string) => (text === '' ? null : Number(text))
