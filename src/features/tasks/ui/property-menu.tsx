'use client'

import { ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { useGrants } from '@/features/companies/ui/use-grants'
import { Avatar } from '@/ui/avatar'
import { Menu, type MenuItem } from '@/ui/menu'

/** A value of a task that is changed in place: shows it, and offers the others to who may change it. */
export function PropertyMenu({ label, items, shown }: { label: string; items: MenuItem[]; shown: ReactNode }) {
  const isGranted = useGrants().has('task:write')
  if (!isGranted) return shown
  return (
    <Menu
      label={label}
      items={items}
      triggerClassName="-mx-1.5 -my-0.5 inline-flex min-h-6 max-w-full items-center align-top gap-1.5 rounded-[5px] px-1.5 text-left text-sm hover:bg-hover"
      trigger={
        <>
          {shown}
          <ChevronDown aria-hidden className="size-3 shrink-0 text-faint" />
          <span className="sr-only">{label}</span>
        </>
      }
    />
  )
}

/** Somebody by name, with their picture; without a name, nobody. */
export function SomebodyName({ name, kind = 'agent' }: { name: string | null; kind?: 'agent' | 'person' }) {
  if (!name) return <span className="text-faint">Nobody</span>
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5">
      <Avatar name={name} kind={kind} />
      <span className="truncate">{name}</span>
    </span>
  )
}
