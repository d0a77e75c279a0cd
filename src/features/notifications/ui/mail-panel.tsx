'use client'

import type { FormEvent } from 'react'
import { type Outputs, useTRPC } from '@/entry/trpc/client'
import { FormProblem } from '@/features/companies/ui/form-problem'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { Panel } from '@/ui/panel'
import { TextLink } from '@/ui/text-link'
import { useToast } from '@/ui/toast'

type Company = Outputs['companies']['getCompany']

/** Whether mail is sent, and when people are reminded of what waits. */
export function MailPanel({ company, isMailSetUp }: { company: Company; isMailSetUp: boolean }) {
  const trpc = useTRPC()
  const toast = useToast()
  const { slug } = useCompanySlug()
  const save = useSave(
    trpc.companies.updateCompany.mutationOptions({ onSuccess: () => toast({ text: 'Reminders saved' }) }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const hours = String(new FormData(event.currentTarget).get('remindAfterHours')).trim()
    save.mutate({ companyId: slug, remindAfterHours: hours === '' ? null : Number(hours) })
  }
  return (
    <Panel title="Mail and reminders">
      <div className="flex flex-col gap-4">
        <p className="text-muted text-sm">
          {isMailSetUp ? (
            <>
              Members are mailed what waits for them. Each chooses how much under{' '}
              <TextLink href="/account">What I am told by mail</TextLink>.
            </>
          ) : (
            <>
              This installation sends no mail. Whoever runs it sets <code className="font-mono text-xs">SMTP_URL</code>{' '}
              and <code className="font-mono text-xs">SMTP_FROM</code> and starts it again.
            </>
          )}
        </p>
        <form onSubmit={submit} noValidate className="flex flex-col gap-3">
          <Field
            label="Remind after so many hours"
            isOptional
            hint="Then again at twice that age, and so on, once a week at most. Left empty, nobody is reminded."
            error={save.fieldErrors.remindAfterHours}
          >
            {(control) => (
              <Input
                {...control}
                name="remindAfterHours"
                type="number"
                min={1}
                max={720}
                defaultValue={company.remindAfterHours ?? ''}
                className="sm:max-w-40"
              />
            )}
          </Field>
          <FormProblem text={save.formError} />
          <div>
            <Button type="submit" isBusy={save.isPending}>
              Save reminders
            </Button>
          </div>
        </form>
      </div>
    </Panel>
  )
}
