import {
  Bot,
  FolderKanban,
  House,
  ListTodo,
  Network,
  Repeat,
  ScrollText,
  Settings,
  Stamp,
  Target,
  Wallet,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { KEYS } from '@/ui/keys'

export type Place = { id: string; label: string; path: string; icon: ReactNode; keys: string; isOnPhone: boolean }

/** The places of a company, in the order of the side bar. */
export const PLACES: readonly Place[] = [
  { id: 'home', label: 'Home', path: '', icon: <House aria-hidden />, keys: KEYS.goHome.keys, isOnPhone: true },
  {
    id: 'tasks',
    label: 'Tasks',
    path: '/tasks',
    icon: <ListTodo aria-hidden />,
    keys: KEYS.goTasks.keys,
    isOnPhone: true,
  },
  {
    id: 'approvals',
    label: 'Approvals',
    path: '/approvals',
    icon: <Stamp aria-hidden />,
    keys: KEYS.goApprovals.keys,
    isOnPhone: true,
  },
  {
    id: 'agents',
    label: 'Agents',
    path: '/agents',
    icon: <Bot aria-hidden />,
    keys: KEYS.goAgents.keys,
    isOnPhone: true,
  },
  {
    id: 'org',
    label: 'Org chart',
    path: '/org',
    icon: <Network aria-hidden />,
    keys: KEYS.goOrg.keys,
    isOnPhone: false,
  },
  {
    id: 'goals',
    label: 'Goals',
    path: '/goals',
    icon: <Target aria-hidden />,
    keys: KEYS.goGoals.keys,
    isOnPhone: false,
  },
  {
    id: 'projects',
    label: 'Projects',
    path: '/projects',
    icon: <FolderKanban aria-hidden />,
    keys: KEYS.goProjects.keys,
    isOnPhone: false,
  },
  {
    id: 'routines',
    label: 'Routines',
    path: '/routines',
    icon: <Repeat aria-hidden />,
    keys: KEYS.goRoutines.keys,
    isOnPhone: false,
  },
  {
    id: 'money',
    label: 'Money',
    path: '/money',
    icon: <Wallet aria-hidden />,
    keys: KEYS.goMoney.keys,
    isOnPhone: true,
  },
  {
    id: 'audit',
    label: 'Audit',
    path: '/audit',
    icon: <ScrollText aria-hidden />,
    keys: KEYS.goAudit.keys,
    isOnPhone: false,
  },
  {
    id: 'settings',
    label: 'Settings',
    path: '/settings',
    icon: <Settings aria-hidden />,
    keys: KEYS.goSettings.keys,
    isOnPhone: false,
  },
]
