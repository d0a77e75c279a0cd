'use client'

import { type ReactNode, useCallback } from 'react'
import { DragArea, type DragProps, useDragged, useDropPlace } from './drag'
import type { MovableRowsProps } from './tree-view'

/** The rows of a tree, each of which can be dragged onto another one. */
export function MovableRows({ ids, mover, drawRow }: MovableRowsProps) {
  return (
    <DragArea
      onBegin={(id) => mover.begin(id, 'drag')}
      // beside every row it is over its own place, where a drop does nothing
      onAim={(id) => {
        const to = id ?? mover.move?.id
        if (to) mover.aim(to)
      }}
      onDrop={(_, id) => mover.drop(id)}
      onEnd={mover.end}
    >
      {ids.map((id) => (
        <MovableRow key={id} id={id} drawRow={drawRow} />
      ))}
    </DragArea>
  )
}

function MovableRow({ id, drawRow }: { id: string; drawRow: (id: string, drag: DragProps) => ReactNode }) {
  const { ref: dragRef, ...dragged } = useDragged(id)
  const { ref: dropRef } = useDropPlace(id)
  const ref = useCallback(
    (box: HTMLElement | null) => {
      dragRef(box)
      dropRef(box)
    },
    [dragRef, dropRef],
  )
  return drawRow(id, { ...dragged, ref })
}
