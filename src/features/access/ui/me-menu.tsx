'use client'

import { useQuery } from '@tanstack/react-query'
import { BookOpen, ChevronsUpDown, Keyboard, LogOut, MonitorSmartphone, Server } from 'lucide-react'
import { problemOf, useTRPC } from '@/entry/trpc/client'
import { Avatar } from '@/ui/avatar'
import { KEYS } from '@/ui/keys'
import { Menu, type MenuItem } from '@/ui/menu'
import { useToast } from '@/ui/toast'
import { readJson, textIn } from './read-json'

async function signOut(): Promise<void> {
  const csrfToken = textIn(await readJson('/api/auth/csrf'), 'csrfToken')
  const body = new URLSearchParams({ csrfToken, callbackUrl: '/signin', json: 'true' })
  const response = await fetch('/api/auth/signout', { method: 'POST', body })
  if (!response.ok) throw new Error(`The server answered ${response.status}.`)
  window.location.assign('/signin')
}

/** Who is signed in; the way to the API's reference, the keys and out. */
export function MeMenu({ onKeys }: { onKeys: () => void }) {
  const trpc = useTRPC()
  const toast = useToast()
  const me = useQuery(trpc.access.whoAmI.queryOptions()).data
  const name = me?.name ?? 'You'
  const items: MenuItem[] = [
    { id: 'reference', label: 'API reference', icon: <BookOpen aria-hidden />, href: '/reference' },
    { id: 'keys', label: 'Keys', icon: <Keyboard aria-hidden />, shortcut: KEYS.shortcutSheet.keys, onSelect: onKeys },
  ]
  if (me?.isInstanceAdmin)
    items.push({ id: 'instance', label: 'Instance', icon: <Server aria-hidden />, href: '/instance' })
  if (me?.via === 'session') {
    items.push({
      id: 'account',
      label: 'Where I am signed in',
      icon: <MonitorSmartphone aria-hidden />,
      href: '/account',
    })
    items.push({
      id: 'sign-out',
      label: 'Sign out',
      icon: <LogOut aria-hidden />,
      startsGroup: true,
      onSelect: () =>
        signOut().catch((error: unknown) =>
          toast({ tone: 'bad', text: `Not signed out. ${problemOf(error).message}` }),
        ),
    })
  }
  return (
    <Menu
      label="You"
      items={items}
      triggerClassName="flex h-9 w-full min-w-0 items-center gap-2 rounded-md px-1.5 text-left text-sm hover:bg-hover"
      trigger={
        <>
          <Avatar name={name} kind="person" size="md" />
          <span className="min-w-0 flex-1 truncate">{name}</span>
          <ChevronsUpDown aria-hidden className="size-3.5 text-faint" />
          <span className="sr-only">: your menu</span>
        </>
      }
    />
  )
}
