'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { useFound } from '@/features/search/ui/use-found'
import { TaskStateDot } from '@/features/tasks/ui/task-marks'
import { Avatar } from '@/ui/avatar'
import { type CommandItem, CommandMenu } from '@/ui/command-menu'
import { inNameOrder } from '@/ui/in-name-order'
import { PLACES } from './nav'
import { useCompanySlug } from './use-company'
import { useDeeds } from './use-deeds'
import { useDeedsHere } from './use-deeds-here'

type CompanyCommandsProps = { isOpen: boolean; onClose: () => void; onCreateTask: () => void; onKeys: () => void }

/** What can be done here and anywhere, places, agents and recent tasks, in one searched list; below them what its texts say. */
export function CompanyCommands({ isOpen, onClose, onCreateTask, onKeys }: CompanyCommandsProps) {
  const trpc = useTRPC()
  const router = useRouter()
  const { slug, to } = useCompanySlug()
  const [text, setText] = useState('')
  const found = useFound(isOpen ? text : '')
  const deeds = useDeeds({ onCreateTask, onKeys })
  const here = useDeedsHere(isOpen)
  const agents = useQuery(
    trpc.org.listAgents.queryOptions({ companyId: slug, limit: 500 }, { select: inNameOrder, enabled: isOpen }),
  )
  const tasks = useQuery(trpc.tasks.listTasks.queryOptions({ companyId: slug, limit: 200 }, { enabled: isOpen }))
  const items: CommandItem[] = [
    ...here.items,
    ...deeds.items,
    ...PLACES.map((place) => ({
      id: `place-${place.id}`,
      label: place.label,
      group: 'Go to',
      icon: place.icon,
      shortcut: place.keys,
      onSelect: () => router.push(to(place.path)),
    })),
    ...(agents.data ?? []).map((agent) => ({
      id: agent.id,
      label: agent.name,
      keywords: `${agent.title} ${agent.role}`,
      hint: agent.title || agent.role,
      group: 'Agents',
      icon: <Avatar name={agent.name} />,
      onSelect: () => router.push(to(`/agents/${agent.id}`)),
    })),
    ...(tasks.data ?? []).map((task) => ({
      id: task.id,
      label: task.title,
      keywords: task.identifier,
      hint: task.identifier,
      group: 'Tasks',
      icon: <TaskStateDot state={task.state} hideLabel />,
      onSelect: () => router.push(to(`/tasks/${task.identifier}`)),
    })),
  ]
  const close = () => {
    setText('')
    onClose()
  }
  return (
    <>
      <CommandMenu
        isOpen={isOpen}
        onClose={close}
        items={items}
        onQuery={setText}
        found={found.items}
        isSearching={found.isSearching}
      />
      {deeds.dialog}
      {here.dialog}
    </>
  )
}
