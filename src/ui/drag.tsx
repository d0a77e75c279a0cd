'use client'

import {
  DndContext,
  DragOverlay,
  MouseSensor,
  pointerWithin,
  TouchSensor,
  useDraggable,
  useDroppable,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import type { HTMLAttributes, ReactNode } from 'react'

type DragAreaProps = {
  onBegin: (id: string) => void
  /** The place that the pointer is over; null beside every place. */
  onAim?: (placeId: string | null) => void
  onDrop: (id: string, placeId: string) => void
  /** After a drop, and when it was let go beside every place. */
  onEnd: () => void
  /** What goes along with the pointer; nothing for what stays where it is. */
  carried?: ReactNode
  children: ReactNode
}

/** Things that are dragged onto places, by a mouse at once, by a finger after a moment, so that it scrolls before. Keys are others' work. */
export function DragArea({ onBegin, onAim, onDrop, onEnd, carried, children }: DragAreaProps) {
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 220, tolerance: 8 } }),
  )
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={pointerWithin}
      accessibility={{ announcements: SILENT }}
      onDragStart={({ active }) => onBegin(String(active.id))}
      onDragOver={({ over }) => onAim?.(over ? String(over.id) : null)}
      onDragEnd={({ active, over }) => {
        if (over) onDrop(String(active.id), String(over.id))
        onEnd()
      }}
      onDragCancel={onEnd}
    >
      {children}
      {carried === undefined ? null : <DragOverlay dropAnimation={null}>{carried}</DragOverlay>}
    </DndContext>
  )
}

// whoever does not see moves by keys, which say their own
const SILENT = {
  onDragStart: () => undefined,
  onDragOver: () => undefined,
  onDragEnd: () => undefined,
  onDragCancel: () => undefined,
}

/** What goes onto a box so that it can be dragged; a long touch neither selects its text nor opens its menu. */
export type DragProps = HTMLAttributes<HTMLElement> & { ref: (box: HTMLElement | null) => void }

export function useDragged(id: string, isMovable = true): DragProps {
  const { listeners, setNodeRef } = useDraggable({ id, disabled: !isMovable })
  return { ...listeners, ref: setNodeRef, style: { touchAction: 'manipulation', WebkitTouchCallout: 'none' } }
}

/** A box onto which things are dropped. */
export function useDropPlace(id: string): { ref: (box: HTMLElement | null) => void; isAimedAt: boolean } {
  const { setNodeRef, isOver } = useDroppable({ id })
  return { ref: setNodeRef, isAimedAt: isOver }
}
