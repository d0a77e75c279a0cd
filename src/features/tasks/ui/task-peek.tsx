'use client'

import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useTRPC } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { GrantsAbout } from '@/features/companies/ui/use-grants'
import { IconButton } from '@/ui/icon-button'
import { KEYS } from '@/ui/keys'
import { Markdown } from '@/ui/markdown'
import { PanelPart } from '@/ui/panel'
import { TextLink } from '@/ui/text-link'
import { TaskProperties } from './task-properties'
import { Thread } from './thread'

/** A task beside the list that it is in; on a phone, over it. What can be changed on its page can be changed here. */
export default function TaskPeek({ identifier, onClose }: { identifier: string; onClose: () => void }) {
  const trpc = useTRPC()
  const { slug, to } = useCompanySlug()
  const query = useQuery(trpc.tasks.getTask.queryOptions({ companyId: slug, identifier }))
  const href = to(`/tasks/${identifier}`)
  return (
    <aside
      aria-label={`Beside the list: ${identifier}`}
      className="flex flex-col overflow-hidden rounded-lg border bg-surface shadow-card max-lg:fixed max-lg:inset-x-0 max-lg:bottom-0 max-lg:z-40 max-lg:max-h-[75dvh] max-lg:rounded-b-none max-lg:shadow-pop lg:sticky lg:top-16 lg:max-h-[calc(100dvh-5rem)]"
    >
      <header className="flex min-h-10 items-center gap-2 border-b px-3 sm:px-4">
        <TextLink href={href} className="tnum text-sm">
          Open {identifier}
        </TextLink>
        <span className="ml-auto flex items-center gap-1">
          <IconButton
            size="sm"
            label="Close"
            shortcut={KEYS.close.keys}
            icon={<X className="size-3.5" />}
            onClick={onClose}
          />
        </span>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <Loaded query={query} what="The task">
          {(task) => (
            <GrantsAbout kind="task" id={task.id} holderId={task.assigneeId ?? task.assigneePersonId}>
              <div className="p-3 sm:px-4">
                <h2 className="mb-3 text-balance font-semibold text-base">{task.title}</h2>
                <TaskProperties task={task} />
              </div>
              {task.description ? (
                <PanelPart title="Description">
                  <Markdown text={task.description} />
                </PanelPart>
              ) : null}
              <PanelPart title="Thread">
                <Thread taskId={task.id} />
              </PanelPart>
            </GrantsAbout>
          )}
        </Loaded>
      </div>
    </aside>
  )
}
