'use client'

import { useRef, useState } from 'react'
import type { Selection } from '@/ui/table'
import type { TaskRow } from '../schema'

/** Which of the rows that are shown are chosen. A row that goes out of the list is not chosen any more. */
export function useChosen(shown: readonly TaskRow[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  const last = useRef<string | null>(null)
  const rows = shown.filter((row) => ids.has(row.id))
  const selection: Selection<TaskRow> = {
    keys: new Set(rows.map((row) => row.id)),
    labelOf: (task) => task.identifier,
    onAll: (isOn) => setIds(new Set(isOn ? shown.map((row) => row.id) : [])),
    onToggle: (task, isRange) => {
      const isOn = !ids.has(task.id)
      const next = new Set(ids)
      for (const { id } of isRange ? rangeOf(shown, last.current, task.id) : [task])
        isOn ? next.add(id) : next.delete(id)
      last.current = task.id
      setIds(next)
    },
  }
  return { rows, selection, clear: () => setIds(new Set()) }
}

/** The rows from one to another, in either direction, both included. */
function rangeOf(rows: readonly TaskRow[], from: string | null, to: string): readonly TaskRow[] {
  const [a, b] = [rows.findIndex(({ id }) => id === from), rows.findIndex(({ id }) => id === to)]
  if (a < 0) return rows.slice(b, b + 1)
  return rows.slice(Math.min(a, b), Math.max(a, b) + 1)
}
