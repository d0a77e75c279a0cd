import { afterAll, expect, it } from 'vitest'
import { admitWake } from '@/features/runs'
import { setClock } from '@/platform/clock'
import { closePools } from '@/platform/database'
import { asDatabaseOwner, foundCompany, type TestCompany } from '@/testing/company'
import { type Expected, expectedLedger, grouped, type Plan, WalkedZone } from '@/testing/walked-week'
import { claimDueSchedules, nextSlot } from '.'

afterAll(closePools)

const MINUTE_MS = 60_000
/** Europe loses an hour on the first night of this week, Sydney, Lord Howe and Auckland have one twice on the last. */
const START = Date.parse('2026-03-29T00:00:00Z')
const END = Date.parse('2026-04-05T00:00:00Z')
/** All times of the expressions below are reached on time. */
const TICK_MS = 15 * MINUTE_MS
const OUTAGE = { from: Date.parse('2026-03-31T07:00:00Z'), until: Date.parse('2026-03-31T10:00:00Z') }
const PAUSE = { from: Date.parse('2026-04-01T00:00:00Z'), until: Date.parse('2026-04-02T00:00:00Z') }
const AGENTS = 1000

const TURNING = ['Europe/Berlin', 'Europe/Lisbon', 'Australia/Sydney', 'Australia/Lord_Howe', 'Pacific/Auckland', 'UTC']
const CRONS = [
  ...['0 9 * * *', '30 2 * * *', '0 2 * * 0', '15,45 2 * * *', '45 8 * * 1-5', '0 12 * * 0', '30 17 * * 5'],
  ...['0 0 1 * *', '30 3 28-31 * *', '0 22 * * 1,3', '15 1 * 4 *', '0 */8 * * *', '15 2-3 * * *', '0 3 * * *'],
]
const POLICIES = [
  { catchUp: 'one' },
  { catchUp: 'skip' },
  { catchUp: 'capped', catchUpCap: 1 },
  { catchUp: 'one', maxLatenessSeconds: 3600 },
] as const
const OFFICE = { days: [1, 2, 3, 4, 5], from: '08:00', until: '18:00' }

function zones(): string[] {
  const all = Intl.supportedValuesOf('timeZone').filter((zone) => !TURNING.includes(zone))
  const step = Math.floor(all.length / 54)
  return [...TURNING, ...Array.from({ length: 54 }, (_, i) => all[i * step]!)]
}

/** An agent of each kind, all of them idle, on a runtime that costs something. */
async function populate(company: TestCompany): Promise<Plan[]> {
  const ids = await asDatabaseOwner<{ id: string }>(
    `INSERT INTO "Agent" (id, "companyId", name, "managerId", runtime, "runtimeConfig")
     SELECT gen_random_uuid(), $1, 'Agent ' || i, $2, 'http', '{"endpoint": "http://127.0.0.1:9/"}'
     FROM generate_series(1, ${AGENTS}) i RETURNING id`,
    [company.id, (await company.hire()).id],
  )
  const known = zones()
  const plans = ids.map(({ id }, i): Plan => {
    const isInterval = i % 12 === 0
    return {
      agentId: id,
      zone: known[i % known.length]!,
      cron: isInterval ? null : CRONS[i % CRONS.length]!,
      intervalSeconds: isInterval ? [28_800, 43_200, 50_400][i % 3]! : null,
      policy: { catchUpCap: 5, maxLatenessSeconds: null, ...POLICIES[Math.floor(i / 7) % POLICIES.length]! },
      officeHours: i % 5 === 0 ? OFFICE : null,
      isPaused: i % 50 === 7,
    }
  })
  const rows = plans.map((plan) => ({ ...plan, nextWakeAt: nextSlot(plan, plan.zone, new Date(START)) }))
  await asDatabaseOwner(
    `INSERT INTO "Schedule" ("companyId", "agentId", cron, "intervalSeconds", "timeZone", "isEnabled", "catchUp", "catchUpCap",
       "maxLatenessSeconds", "officeHours", "nextWakeAt")
     SELECT $1, "agentId", cron, "intervalSeconds", zone, true, policy->>'catchUp', (policy->>'catchUpCap')::int,
       (policy->>'maxLatenessSeconds')::int, nullif("officeHours", 'null'), "nextWakeAt"
     FROM jsonb_to_recordset($2::jsonb) AS x("agentId" uuid, cron text, "intervalSeconds" int, zone text, policy jsonb,
       "officeHours" jsonb, "nextWakeAt" timestamptz)`,
    [company.id, JSON.stringify(rows)],
  )
  return plans
}

const setPaused = (plans: Plan[], status: string) =>
  asDatabaseOwner(`UPDATE "Agent" SET status = $2 WHERE id = ANY($1)`, [
    plans.filter((plan) => plan.isPaused).map((plan) => plan.agentId),
    status,
  ])

/** What comes after a tick: the wakes of each tenth agent are admitted when they are due, and those of the others are taken away. */
async function answerWakes(company: TestCompany, admitted: string[]): Promise<void> {
  const wakes = await asDatabaseOwner<{ id: string }>(
    `WITH others AS (
       UPDATE "Wake" SET state = 'skipped', reason = 'not_asked' WHERE "companyId" = $1 AND state = 'pending' AND "agentId" <> ALL($2))
     SELECT id FROM "Wake" WHERE "companyId" = $1 AND state = 'pending' AND "agentId" = ANY($2)`,
    [company.id, admitted],
  )
  await Promise.all(wakes.map(({ id }) => admitWake(company.system, { wakeId: id })))
}

async function liveThrough(company: TestCompany, plans: Plan[], clock: { at: number }): Promise<number[]> {
  const ticks: number[] = []
  const admitted = plans.filter((_, i) => i % 10 === 0).map((plan) => plan.agentId)
  for (let at = START; at < END; at += TICK_MS) {
    if (at >= OUTAGE.from && at < OUTAGE.until) continue
    if (at === PAUSE.from) await setPaused(plans, 'paused')
    if (at === PAUSE.until) await setPaused(plans, 'active')
    ticks.push(at)
    clock.at = at
    if ((await claimDueSchedules()) === 0) continue
    clock.at = at + MINUTE_MS
    await answerWakes(company, admitted)
  }
  return ticks
}

type Row = { agentId: string; slotAt: Date; untilAt: Date; slots: number; outcome: string; reason: string | null }

/** The ledger with one line a slot: a row of several is spread over the slots that it says it is about. */
function spread(rows: Row[], expected: readonly Expected[]): string[] {
  return rows.flatMap((row) => {
    const about = expected.filter(({ slot }) => slot >= row.slotAt.getTime() && slot <= row.untilAt.getTime())
    if (about.length !== row.slots) return [`${row.slots} slots from ${row.slotAt.toISOString()}, not ${about.length}`]
    return about.map(({ slot }) => lineOf({ slot, outcome: row.outcome, reason: row.reason }))
  })
}

const lineOf = ({ slot, outcome, reason }: Expected) => `${new Date(slot).toISOString()} ${outcome} ${reason ?? ''}`

it('keeps an exact ledger for 1,000 agents in 60 zones, over an outage and a night that changes the clock', async () => {
  const clock = { at: START }
  const restore = setClock(() => new Date(clock.at))
  try {
    const company = await foundCompany()
    const plans = await populate(company)
    const ticks = await liveThrough(company, plans, clock)
    const rows = await asDatabaseOwner<Row>(
      `SELECT "agentId", "slotAt", "untilAt", slots, outcome, reason FROM "ScheduleSlot" WHERE "companyId" = $1 ORDER BY "slotAt"`,
      [company.id],
    )
    const walked = new Map(zones().map((zone) => [zone, new WalkedZone(zone, START, END)]))
    const rowsOf = grouped(rows, (row) => row.agentId)
    const seen: Record<string, number> = {}
    for (const plan of plans) {
      const expected = expectedLedger(plan, walked.get(plan.zone)!, ticks, PAUSE)
      for (const { outcome, reason } of expected) seen[reason ?? outcome] = (seen[reason ?? outcome] ?? 0) + 1
      expect(spread(rowsOf.get(plan.agentId) ?? [], expected), JSON.stringify(plan)).toEqual(expected.map(lineOf))
    }
    expect(Object.keys(seen).sort()).toEqual([
      ...[
        'agent_inactive',
        'fired',
        'not_caught_up',
        'one_wake_for_all',
        'outside_office_hours',
        'over_cap',
        'too_late',
      ],
    ])
    const [made] = await asDatabaseOwner<{ wakes: number; idle: number; others: number; runs: number }>(
      `SELECT count(*)::int AS wakes, (count(*) FILTER (WHERE reason = 'nothing_to_do'))::int AS idle,
         (count(*) FILTER (WHERE reason <> ALL('{nothing_to_do,not_asked}')))::int AS others,
         (SELECT count(*)::int FROM "Run" WHERE "companyId" = $1) AS runs FROM "Wake" WHERE "companyId" = $1`,
      [company.id],
    )
    expect(made).toMatchObject({ wakes: seen.fired, others: 0, runs: 0 })
    expect(made!.idle).toBeGreaterThan(100)
  } finally {
    restore()
  }
}, 120_000)
