'use client'
import { type FormEvent, lazy, Suspense } from 'react'
import { type Outputs, useTRPC } from '@/entry/trpc/client'
import { ApiKeys } from '@/features/access/ui/api-keys'
import { Members } from '@/features/access/ui/members'
import { CompanyMemory } from '@/features/memory/ui/company-memory'
import { Providers } from '@/features/models/ui/providers'
import { CompliancePanel } from '@/features/reports/ui/compliance-panel'
import { WorkerPanel } from '@/features/runs/ui/worker-panel'
import { MovePanel } from '@/features/templates/ui/move-panel'
import { Secrets } from '@/features/vault/ui/secrets'
import { usePageName } from '@/ui/breadcrumbs'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Input, Textarea } from '@/ui/input'
import { PageHeader } from '@/ui/page-header'
import { Panel } from '@/ui/panel'
import { SkeletonRows } from '@/ui/skeleton'
import { useToast } from '@/ui/toast'
import { FormProblem } from './form-problem'
import { GovernancePanel } from './governance-panel'
import { Granted, GrantedFields } from './granted'
import { Loaded } from './loaded'
import { SettingsSection, SettingsSections } from './settings-sections'
import { useCompany, useCompanySlug } from './use-company'
import { useGrants } from './use-grants'
import { useSave } from './use-save'

const NotificationSettings = lazy(() => import('@/features/notifications/ui/notification-settings'))
// at the end of a long page: fetched beside it
const DataPanel = lazy(() => import('./data-panel').then((part) => ({ default: part.DataPanel })))
const EndPanels = lazy(() => import('./end-panels').then((part) => ({ default: part.EndPanels })))

type Company = Outputs['companies']['getCompany']

/** Name, mission, time zone and limits of the company; its keys; pausing it. */
export function SettingsPage() {
  usePageName('Settings')
  const query = useCompany()
  const grants = useGrants()
  return (
    <>
      <PageHeader title="Settings" />
      <SettingsSections>
        <SettingsSection id="company" label="Company">
          <Panel title="Company">
            <Loaded query={query} what="The settings">
              {(company) => <CompanyForm company={company} />}
            </Loaded>
          </Panel>
        </SettingsSection>
        <SettingsSection id="people" label="People">
          <Members />
        </SettingsSection>
        {query.data && grants.has('company:write') ? (
          <SettingsSection id="governance" label="Governance">
            <GovernancePanel company={query.data} key={query.data.updatedAt} />
          </SettingsSection>
        ) : null}
        {query.data && grants.has('notification:write') ? (
          <SettingsSection id="notifications" label="Notifications">
            <Suspense fallback={<SkeletonRows rows={3} label="The notifications: loading" />}>
              <NotificationSettings company={query.data} />
            </Suspense>
          </SettingsSection>
        ) : null}
        <SettingsSection id="workers" label="Workers">
          <WorkerPanel />
        </SettingsSection>
        <SettingsSection id="memory" label="Memory">
          <CompanyMemory />
        </SettingsSection>
        {grants.has('secret:read') ? (
          <SettingsSection id="models" label="Model providers">
            <Providers />
          </SettingsSection>
        ) : null}
        {grants.has('secret:read') ? (
          <SettingsSection id="secrets" label="Secrets">
            <Secrets />
          </SettingsSection>
        ) : null}
        {grants.has('key:write') ? (
          <SettingsSection id="keys" label="API keys">
            <ApiKeys />
          </SettingsSection>
        ) : null}
        {grants.has('company:export') ? (
          <SettingsSection id="compliance" label="Compliance record">
            <CompliancePanel />
          </SettingsSection>
        ) : null}
        {query.data && grants.has('company:export') ? (
          <SettingsSection id="move" label="Export and import">
            <MovePanel company={query.data} />
          </SettingsSection>
        ) : null}
        {query.data && grants.has('company:write') ? (
          <SettingsSection id="data" label="Data">
            <Suspense>
              <DataPanel company={query.data} key={query.data.updatedAt} />
            </Suspense>
          </SettingsSection>
        ) : null}
        {query.data && grants.has('company:write') ? (
          <SettingsSection id="end" label="Pause, archive, delete">
            <Suspense>
              <EndPanels company={query.data} mayDelete={grants.has('company:close')} />
            </Suspense>
          </SettingsSection>
        ) : null}
      </SettingsSections>
    </>
  )
}

function CompanyForm({ company }: { company: Company }) {
  const trpc = useTRPC()
  const toast = useToast()
  const { slug } = useCompanySlug()
  const save = useSave(
    trpc.companies.updateCompany.mutationOptions({ onSuccess: () => toast({ text: 'Settings saved' }) }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const limit = String(form.get('maxConcurrentRuns')).trim()
    save.mutate({
      companyId: slug,
      name: String(form.get('name')),
      mission: String(form.get('mission')),
      timeZone: String(form.get('timeZone')),
      maxConcurrentRuns: limit === '' ? null : Number(limit),
      runtimeLimits: limitsOf(String(form.get('runtimeLimits'))),
    })
  }
  const errors = save.fieldErrors
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <GrantedFields to="company:write">
        <Field label="Name" error={errors.name}>
          {(control) => <Input {...control} name="name" defaultValue={company.name} />}
        </Field>
        <Field label="Mission" hint="Every agent reads it, and every task leads back to it." error={errors.mission}>
          {(control) => <Textarea {...control} name="mission" rows={3} defaultValue={company.mission} />}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Time zone" hint="Budget months and schedules follow it." error={errors.timeZone}>
            {(control) => (
              <>
                <Input {...control} name="timeZone" list="time-zones" defaultValue={company.timeZone} />
                <datalist id="time-zones">
                  {Intl.supportedValuesOf('timeZone').map((zone) => (
                    <option key={zone} value={zone} />
                  ))}
                </datalist>
              </>
            )}
          </Field>
          <Field
            label="Runs at the same time"
            isOptional
            hint="Left empty, there is no limit."
            error={errors.maxConcurrentRuns}
          >
            {(control) => (
              <Input
                {...control}
                name="maxConcurrentRuns"
                type="number"
                min={1}
                defaultValue={company.maxConcurrentRuns ?? ''}
              />
            )}
          </Field>
        </div>
        <Field
          label="Runs at the same time by runtime"
          isOptional
          hint="One a line, as in claude-code 2. What is not named has no limit of its own."
          error={errors.runtimeLimits}
        >
          {(control) => (
            <Textarea {...control} name="runtimeLimits" rows={2} defaultValue={textOf(company.runtimeLimits)} />
          )}
        </Field>
        <FormProblem text={save.formError} />
      </GrantedFields>
      <Granted to="company:write">
        <div>
          <Button type="submit" variant="primary" isBusy={save.isPending}>
            Save settings
          </Button>
        </div>
      </Granted>
    </form>
  )
}

const textOf = (limits: Record<string, number>) =>
  Object.entries(limits)
    .map(([runtime, runs]) => `${runtime} ${runs}`)
    .join('\n')

/** What is no number is refused by the server, with a word on it. */
function limitsOf(text: string): Record<string, number> {
  const lines = text.split('\n').map((line) => line.trim().split(/[\s:=]+/))
  return Object.fromEntries(lines.filter(([runtime]) => runtime).map(([runtime, runs]) => [runtime, Number(runs)]))
}
