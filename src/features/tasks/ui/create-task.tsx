'use client'

import { type ComponentProps, lazy } from 'react'
import { Granted } from '@/features/companies/ui/granted'
import { WhenNeeded } from '@/ui/when-needed'
import type { CreateTaskDialog } from './create-task-dialog'

const Fetched = lazy(() => import('./create-task-dialog').then((part) => ({ default: part.CreateTaskDialog })))

/** The dialog that makes a task, for who may, which is fetched when the page has come to rest. */
export function CreateTask(props: ComponentProps<typeof CreateTaskDialog>) {
  return (
    <Granted to="task:write">
      <WhenNeeded isNeeded={props.isOpen}>
        <Fetched {...props} />
      </WhenNeeded>
    </Granted>
  )
}
