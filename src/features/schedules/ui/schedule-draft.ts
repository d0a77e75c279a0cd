import type { OfficeHours } from '../rules/office-hours'
import type { Timing } from './schedule-choices'
import { pickOf, type SchedulePick, timingOf } from './schedule-pick'

/** A schedule as the server has it. */
export type Kept = Timing & {
  isEnabled: boolean
  timeZone: string | null
  catchUp: 'skip' | 'one' | 'capped'
  catchUpCap: number
  maxLatenessSeconds: number | null
  staggerSeconds: number | null
  officeHours: OfficeHours | null
}

/** The same as the fields of its form hold it: texts. */
export type Draft = {
  pick: SchedulePick
  isEnabled: boolean
  catchUp: Kept['catchUp']
  catchUpCap: string
  /** Empty: none. */
  maxLatenessMinutes: string
  /** Empty: the product's own. */
  staggerSeconds: string
  hasOfficeHours: boolean
  days: number[]
  from: string
  until: string
}

/** A part of the form: what it shows, how it is changed, and what was wrong with it. */
export type FieldsProps = {
  draft: Draft
  change: (part: Partial<Draft>) => void
  errors: Record<string, string | undefined>
}

const NEW: Kept = {
  ...{ cron: null, intervalSeconds: null, isEnabled: true, timeZone: null, catchUp: 'one', catchUpCap: 5 },
  ...{ maxLatenessSeconds: null, staggerSeconds: null, officeHours: null },
}

/** What the form shows for a schedule, or for none. */
export function draftOf(schedule: Kept | null): Draft {
  const kept = schedule ?? NEW
  const hours = kept.officeHours ?? { days: [1, 2, 3, 4, 5], from: '09:00', until: '18:00' }
  return {
    pick: pickOf(kept),
    ...{ isEnabled: kept.isEnabled, catchUp: kept.catchUp, catchUpCap: String(kept.catchUpCap) },
    maxLatenessMinutes: kept.maxLatenessSeconds === null ? '' : String(kept.maxLatenessSeconds / 60),
    staggerSeconds: kept.staggerSeconds === null ? '' : String(kept.staggerSeconds),
    ...{ hasOfficeHours: kept.officeHours !== null, ...hours },
  }
}

/** What the form sends. A number that is none is sent as it is read, and refused with its field's name. */
export function changeOf(draft: Draft, timeZone: string | null): Kept {
  const { isEnabled, catchUp, days, from, until } = draft
  return {
    ...{ ...timingOf(draft.pick), isEnabled, timeZone, catchUp },
    catchUpCap: Number(draft.catchUpCap),
    maxLatenessSeconds: draft.maxLatenessMinutes === '' ? null : Math.round(Number(draft.maxLatenessMinutes) * 60),
    staggerSeconds: draft.staggerSeconds === '' ? null : Number(draft.staggerSeconds),
    officeHours: draft.hasOfficeHours ? { days, from, until } : null,
  }
}
