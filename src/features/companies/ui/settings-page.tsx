'use client'
import { lazy, Suspense } from 'react'
import { ApiKeys } from '@/features/access/ui/api-keys'
import { Members } from '@/features/access/ui/members'
import { WorkerPanel } from '@/features/runs/ui/worker-panel'
import { MovePanel } from '@/features/templates/ui/move-panel'
import { Secrets } from '@/features/vault/ui/secrets'
import { usePageName } from '@/ui/breadcrumbs'
import { PageHeader } from '@/ui/page-header'
import { Panel } from '@/ui/panel'
import { SkeletonRows } from '@/ui/skeleton'
import { CompanyForm } from './company-form'
import { GovernancePanel, governanceOf } from './governance-panel'
import { Loaded } from './loaded'
import { SettingsSection, SettingsSections } from './settings-sections'
import { useCompany } from './use-company'
import { useGrants } from './use-grants'

const NotificationSettings = lazy(() => import('@/features/notifications/ui/notification-settings'))
// below the first screen of a long page: fetched beside it
const CompanyMemory = lazy(() =>
  import('@/features/memory/ui/company-memory').then((part) => ({ default: part.CompanyMemory })),
)
const Providers = lazy(() => import('@/features/models/ui/providers').then((part) => ({ default: part.Providers })))
const CompliancePanel = lazy(() =>
  import('@/features/reports/ui/compliance-panel').then((part) => ({ default: part.CompliancePanel })),
)
const DataPanel = lazy(() => import('./data-panel').then((part) => ({ default: part.DataPanel })))
const EndPanels = lazy(() => import('./end-panels').then((part) => ({ default: part.EndPanels })))

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
            <GovernancePanel company={query.data} key={governanceOf(query.data)} />
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
          <Suspense fallback={<SkeletonRows rows={3} label="The memory: loading" />}>
            <CompanyMemory />
          </Suspense>
        </SettingsSection>
        {grants.has('secret:read') ? (
          <SettingsSection id="models" label="Model providers">
            <Suspense fallback={<SkeletonRows rows={3} label="The model providers: loading" />}>
              <Providers />
            </Suspense>
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
            <Suspense fallback={<SkeletonRows rows={3} label="The compliance record: loading" />}>
              <CompliancePanel />
            </Suspense>
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
              <DataPanel company={query.data} key={String(query.data.runLogDays)} />
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
