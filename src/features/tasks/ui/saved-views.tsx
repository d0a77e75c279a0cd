'use client'

import { Bookmark } from 'lucide-react'
import { useState } from 'react'
import { FormDialog } from '@/features/companies/ui/form-dialog'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { buttonClass } from '@/ui/button'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { Menu } from '@/ui/menu'

type SavedView = { name: string; search: string }

/** What the address of a view keeps: everything but the task that happens to be open beside it. */
function searchOf(address: string): string {
  const params = new URLSearchParams(address)
  params.delete('peek')
  params.sort()
  return params.toString()
}

/** Filters, order, columns and layout under a name. They are kept in this browser: each person has their own. */
export function SavedViews({ onOpen }: { onOpen: (search: string) => void }) {
  const { slug } = useCompanySlug()
  const key = `task-views:${slug}`
  const [views, setViews] = useState(() => readViews(key))
  const [name, setName] = useState<string | null>(null)
  const here = searchOf(window.location.search)
  const open = views.find((view) => view.search === here)
  const keep = (next: SavedView[]) => {
    window.localStorage.setItem(key, JSON.stringify(next))
    setViews(next)
  }
  return (
    <>
      <Menu
        label="Saved views"
        triggerClassName={buttonClass('ghost', 'sm')}
        trigger={
          <>
            <Bookmark aria-hidden className="size-3.5" />
            {open?.name ?? 'Views'}
          </>
        }
        items={[
          ...views.map((view) => ({
            ...{ id: view.name, label: view.name, isChecked: view === open },
            onSelect: () => onOpen(view.search),
          })),
          open
            ? {
                ...{ id: '-', label: `Forget “${open.name}”`, startsGroup: true, isDanger: true },
                onSelect: () => keep(views.filter((view) => view !== open)),
              }
            : { id: '+', label: 'Save this view…', startsGroup: views.length > 0, onSelect: () => setName('') },
        ]}
      />
      <FormDialog
        needs={null}
        isOpen={name !== null}
        onClose={() => setName(null)}
        title="Save this view"
        description="Filters, order, columns and layout, as they are now, in this browser."
        size="sm"
        submitLabel="Save view"
        isBusy={false}
        isDisabled={!name?.trim()}
        onSubmit={(event) => {
          event.preventDefault()
          const view = { name: (name ?? '').trim(), search: here }
          keep([...views.filter((each) => each.name !== view.name), view])
          setName(null)
        }}
      >
        <Field label="Name">
          {(props) => (
            <Input {...props} value={name ?? ''} maxLength={40} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
      </FormDialog>
    </>
  )
}

function readViews(key: string): SavedView[] {
  try {
    const stored: unknown = JSON.parse(window.localStorage.getItem(key) ?? '[]')
    return Array.isArray(stored) ? stored.filter(isView) : []
  } catch {
    return []
  }
}

function isView(value: unknown): value is SavedView {
  if (typeof value !== 'object' || value === null || !('name' in value) || !('search' in value)) return false
  return typeof value.name === 'string' && typeof value.search === 'string'
}
