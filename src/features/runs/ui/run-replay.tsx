'use client'

import { clsx } from 'clsx'
import { Pause, Play, RotateCcw, X } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { Button } from '@/ui/button'
import { IconButton } from '@/ui/icon-button'
import { durationText } from '@/ui/time-text'
import type { RunEventView } from '../schema'
import { advanced, momentsOf, SPEEDS, type Speed, shownAt } from './playback'

const TICK_MS = 100

export type Replay = {
  /** Null while all is shown, as it is. */
  moment: number | null
  endMs: number
  isPlaying: boolean
  speed: Speed
  setSpeed(speed: Speed): void
  /** Shows what there was at a moment; null shows all. */
  seek(moment: number | null): void
  play(isPlaying: boolean): void
  shown: RunEventView[]
}

/** Shows a log as it was written, at any speed. */
export function useReplay(events: RunEventView[]): Replay {
  const [moment, setMoment] = useState<number | null>(null)
  const [isPlaying, setIsPlaying] = useState(false)
  const [speed, setSpeed] = useState<Speed>(4)
  const moments = useMemo(() => momentsOf(events), [events])
  const endMs = moments.at(-1) ?? 0
  const isAtEnd = moment !== null && moment >= endMs
  useEffect(() => {
    if (!isPlaying || isAtEnd) return
    const timer = setInterval(() => setMoment((now) => advanced(now ?? 0, TICK_MS, speed, endMs)), TICK_MS)
    return () => clearInterval(timer)
  }, [isPlaying, isAtEnd, speed, endMs])
  const count = moment === null ? events.length : shownAt(moments, moment)
  const shown = useMemo(() => events.slice(0, count), [events, count])
  return {
    ...{ moment, endMs, speed, setSpeed, shown },
    isPlaying: isPlaying && !isAtEnd,
    seek(to) {
      setMoment(to)
      if (to === null) setIsPlaying(false)
    },
    play(should) {
      if (should && (moment === null || isAtEnd)) setMoment(0)
      setIsPlaying(should)
    },
  }
}

/** Starts the replay; nothing while there is one. */
export function ReplayButton({ replay }: { replay: Replay }) {
  const [wasPressed, setWasPressed] = useState(false)
  const start = () => {
    setWasPressed(true)
    replay.play(true)
  }
  if (replay.moment !== null) return null
  return (
    <Button size="sm" variant="ghost" icon={<RotateCcw className="size-3.5" />} autoFocus={wasPressed} onClick={start}>
      Replay
    </Button>
  )
}

/** Play, pause, speed and position of a replay; nothing while there is none. */
export function ReplayBar({ replay }: { replay: Replay }) {
  const { moment, endMs, isPlaying, speed } = replay
  if (moment === null) return null
  return (
    <fieldset aria-label="Replay" className="flex flex-wrap items-center gap-2 border-b px-2 py-1">
      <IconButton
        size="sm"
        label={isPlaying ? 'Pause the replay' : 'Play the replay'}
        autoFocus
        icon={isPlaying ? <Pause className="size-3.5" /> : <Play className="size-3.5" />}
        onClick={() => replay.play(!isPlaying)}
      />
      <input
        type="range"
        aria-label="Position in the replay"
        aria-valuetext={durationText(moment)}
        min={0}
        max={endMs}
        value={moment}
        onChange={(event) => replay.seek(Number(event.target.value))}
        className="min-w-24 flex-1 accent-accent"
      />
      <span className="tnum text-muted text-xs">
        {durationText(moment)} of {durationText(endMs)}
      </span>
      {SPEEDS.map((each) => (
        <Button
          key={each}
          size="sm"
          variant="ghost"
          aria-pressed={each === speed}
          className={clsx(each === speed && 'bg-selected')}
          onClick={() => replay.setSpeed(each)}
        >
          {each === 'max' ? 'Max' : `${each}×`}
        </Button>
      ))}
      <IconButton
        size="sm"
        label="End the replay"
        icon={<X className="size-3.5" />}
        onClick={() => replay.seek(null)}
      />
    </fieldset>
  )
}
