'use client'

import { useState } from 'react'

/** What may be moved in a tree, and where to. */
export type TreeMoving = {
  /** Why a row stays where it is; null when it may be moved. */
  reasonToStay: (id: string) => string | null
  /** Why a row cannot go below another one; null when it can. */
  reasonAgainst: (id: string, targetId: string) => string | null
  onMove: (id: string, targetId: string) => void
}

type Move = { id: string; targetId: string | null; how: 'keys' | 'drag' }

/** A move under way: begun by dragging a row or by a key, ended by dropping it on another one. Nothing changes before `onMove`. */
export function useTreeMove(moving: TreeMoving | undefined) {
  const [move, setMove] = useState<Move | null>(null)
  const [refusal, setRefusal] = useState<string | null>(null)
  const end = () => {
    setMove(null)
    setRefusal(null)
  }
  const begin = (id: string, how: Move['how']): boolean => {
    const reason = moving?.reasonToStay(id) ?? null
    setRefusal(reason)
    setMove(reason === null ? { id, targetId: null, how } : null)
    return reason === null
  }
  const aim = (targetId: string) => {
    if (!move || move.targetId === targetId) return
    setMove({ ...move, targetId })
    setRefusal(targetId === move.id ? null : (moving?.reasonAgainst(move.id, targetId) ?? null))
  }
  const drop = (targetId: string) => {
    if (!moving || !move || targetId === move.id) return end()
    const reason = moving.reasonAgainst(move.id, targetId)
    if (reason !== null && move.how === 'keys') return setRefusal(reason)
    end()
    if (reason !== null) return
    moving.onMove(move.id, targetId)
  }
  const mayDrop = (targetId: string) =>
    move !== null && targetId !== move.id && moving?.reasonAgainst(move.id, targetId) === null
  return { move, refusal, begin, aim, drop, end, mayDrop }
}

export type TreeMover = ReturnType<typeof useTreeMove>
