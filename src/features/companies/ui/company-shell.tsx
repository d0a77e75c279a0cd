'use client'

import { useQuery } from '@tanstack/react-query'
import { usePathname, useRouter } from 'next/navigation'
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { problemOf, useTRPC } from '@/entry/trpc/client'
import { MeMenu } from '@/features/access/ui/me-menu'
import { CreateTask } from '@/features/tasks/ui/create-task'
import { AppShell } from '@/ui/app-shell'
import { Breadcrumbs, CrumbProvider } from '@/ui/breadcrumbs'
import { ButtonLink } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { KEYS } from '@/ui/keys'
import { LiveIndicator } from '@/ui/live-indicator'
import { OtherZone } from '@/ui/relative-time'
import { useShortcuts } from '@/ui/shortcuts'
import { ThemeSwitch } from '@/ui/theme-switch'
import { WhenNeeded } from '@/ui/when-needed'
import { CompanySwitcher } from './company-switcher'
import { rememberCompany } from './last-company'
import { PLACES } from './nav'
import { PausedBanner } from './paused-banner'
import { useCompany, useCompanySlug } from './use-company'
import { useGrants } from './use-grants'
import { useLive } from './use-live'

// what opens on a key is fetched when the page has come to rest, and does not make its first load longer
const CompanyCommands = lazy(() => import('./company-commands').then((part) => ({ default: part.CompanyCommands })))
const ClosedBanner = lazy(() => import('./closed-banner').then((part) => ({ default: part.ClosedBanner })))
const ShortcutSheet = lazy(() => import('@/ui/shortcut-sheet').then((part) => ({ default: part.ShortcutSheet })))

type Open = 'commands' | 'keys' | 'createTask' | null

/** The frame of every page of a company: navigation, keys, commands and the live connection. */
export function CompanyShell({ children }: { children: ReactNode }) {
  const { slug, to } = useCompanySlug()
  const trpc = useTRPC()
  const router = useRouter()
  const path = usePathname()
  const company = useCompany()
  const live = useLive(company.data?.id)
  const waiting: Record<string, number | undefined> = {
    approvals: useQuery(trpc.approvals.countPendingApprovals.queryOptions({ companyId: slug })).data?.pending,
    inbox: useQuery(trpc.reports.countInbox.queryOptions({ companyId: slug })).data?.total,
  }
  const [open, setOpen] = useState<Open>(null)
  const grants = useGrants()
  const close = () => setOpen(null)
  useEffect(() => {
    if (company.data) rememberCompany(slug)
  }, [company.data, slug])
  useShortcuts({
    ...Object.fromEntries(PLACES.map((place) => [place.keys, () => router.push(to(place.path))])),
    [KEYS.commandMenu.keys]: () => setOpen('commands'),
    [KEYS.search.keys]: () => setOpen('commands'),
    [KEYS.shortcutSheet.keys]: () => setOpen('keys'),
    [KEYS.create.keys]: () => grants.has('task:write') && setOpen('createTask'),
  })
  const place = placeAt(path.slice(to('').length))
  return (
    <CrumbProvider>
      <AppShell
        nav={PLACES.map((each) => ({
          ...each,
          href: to(each.path),
          isExact: each.id === 'home',
          count: waiting[each.id],
        }))}
        switcher={<CompanySwitcher slug={slug} name={company.data?.name} />}
        footer={<MeMenu onKeys={() => setOpen('keys')} />}
        breadcrumbs={
          <Breadcrumbs
            crumbs={[
              { label: company.data?.name ?? slug, href: to('') },
              ...(place ? [{ label: place.label, href: to(place.path) }] : []),
            ]}
          />
        }
        tools={
          <>
            <LiveIndicator state={live} />
            <ThemeSwitch />
          </>
        }
        onSearch={() => setOpen('commands')}
      >
        {company.data?.removalDueAt ? (
          <Suspense>
            <ClosedBanner removalDueAt={company.data.removalDueAt} timeZone={company.data.timeZone} />
          </Suspense>
        ) : company.data && company.data.status !== 'active' ? (
          <PausedBanner company={company.data} />
        ) : null}
        <OtherZone value={company.data?.timeZone}>
          {company.isError && problemOf(company.error).status === 404 ? <NoSuchCompany /> : children}
        </OtherZone>
      </AppShell>
      <WhenNeeded isNeeded={open === 'commands'}>
        <CompanyCommands
          isOpen={open === 'commands'}
          onClose={close}
          onCreateTask={() => setOpen('createTask')}
          onKeys={() => setOpen('keys')}
        />
      </WhenNeeded>
      <WhenNeeded isNeeded={open === 'keys'}>
        <ShortcutSheet isOpen={open === 'keys'} onClose={close} leavesOut={keysWithout(grants)} />
      </WhenNeeded>
      <CreateTask isOpen={open === 'createTask'} onClose={close} />
    </CrumbProvider>
  )
}

/** One word on it, and not one in every panel of the page. */
function NoSuchCompany() {
  return (
    <EmptyState
      isPage
      title="There is no such company here"
      action={<ButtonLink href="/">Go to your company</ButtonLink>}
    >
      Its address may have changed, or nobody has let you in. An administrator of the company can invite you.
    </EmptyState>
  )
}

/** The keys of deeds that the reader may not do. */
function keysWithout(grants: ReadonlySet<string>) {
  return [
    ...(grants.has('task:write') ? [] : [KEYS.create.keys, KEYS.select.keys]),
    ...(grants.has('org:write') ? [] : [KEYS.moveRow.keys]),
  ]
}

/** The place that a path inside the company belongs to; runs are looked at from their agents. */
function placeAt(path: string) {
  if (path.startsWith('/runs/')) return PLACES.find((place) => place.id === 'agents')
  return PLACES.find((place) => path === place.path || (place.path !== '' && path.startsWith(`${place.path}/`)))
}
