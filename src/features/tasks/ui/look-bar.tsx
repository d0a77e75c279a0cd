'use client'

import { ArrowDownUp, Columns3, LayoutList, SquareKanban } from 'lucide-react'
import { buttonClass } from '@/ui/button'
import { IconButton } from '@/ui/icon-button'
import { Menu } from '@/ui/menu'
import { columnsText, type ListLook, SORTS } from './list-look'
import { SavedViews } from './saved-views'
import { TASK_COLUMNS, type TaskColumn } from './task-table'

type LookBarProps = {
  look: ListLook
  onChange: (change: Record<string, string | null>) => void
  onOpen: (search: string) => void
}

/** List or board, the order, the columns, and views that were kept. */
export function LookBar({ look, onChange, onOpen }: LookBarProps) {
  const layout = (isBoard: boolean) => () => onChange({ layout: isBoard ? 'board' : null })
  return (
    <span className="flex flex-wrap items-center gap-1">
      <SavedViews onOpen={onOpen} />
      {look.isBoard ? null : (
        <>
          <Menu
            label="Order"
            triggerClassName={buttonClass('ghost', 'sm')}
            trigger={
              <>
                <ArrowDownUp aria-hidden className="size-3.5" />
                {look.sort === 'newest' ? 'Order' : SORTS.find(({ id }) => id === look.sort)?.label.split(',')[0]}
              </>
            }
            items={SORTS.map(({ id, label }) => ({
              ...{ id, label, isChecked: id === look.sort },
              onSelect: () => onChange({ sort: id === 'newest' ? null : id }),
            }))}
          />
          <Menu
            label="Columns"
            triggerClassName={buttonClass('ghost', 'sm', 'max-sm:hidden')}
            trigger={
              <>
                <Columns3 aria-hidden className="size-3.5" />
                Columns
              </>
            }
            items={(Object.keys(TASK_COLUMNS) as TaskColumn[]).map((column) => ({
              ...{ id: column, label: TASK_COLUMNS[column], isChecked: look.columns.includes(column) },
              onSelect: () => onChange({ columns: columnsText(look.columns, column) }),
            }))}
          />
        </>
      )}
      <IconButton
        size="sm"
        label="As a list"
        aria-pressed={!look.isBoard}
        icon={<LayoutList className="size-4" />}
        onClick={layout(false)}
      />
      <IconButton
        size="sm"
        label="As a board"
        aria-pressed={look.isBoard}
        icon={<SquareKanban className="size-4" />}
        onClick={layout(true)}
      />
    </span>
  )
}
