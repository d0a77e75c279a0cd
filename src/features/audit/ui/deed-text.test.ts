import fs from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { deedText, KNOWN_ACTIONS } from './deed-text'

it.each([
  ['task.updated', { state: 'in_review' }, { verb: 'moved', after: 'to in review' }],
  ['task.updated', {}, { verb: 'changed', after: undefined }],
  ['budget.set', { capMicros: null }, { verb: 'set', after: 'to no limit' }],
  ['budget.set', { capMicros: 50_000_000 }, { verb: 'set', after: 'to $50.00 a month' }],
  ['spend.reserved', { amountMicros: 10_000 }, { verb: 'reserved $0.01 for', after: undefined }],
  ['run.finished', { state: 'timed_out' }, { verb: 'ended', after: 'which ran out of time' }],
  ['task.created', { title: 'Ship' }, { verb: 'created', after: '“Ship”' }],
])('%s with %o', (action, details, expected) => {
  expect(deedText(action, details)).toEqual(expected)
})

it('reads an unknown action out as it is', () => {
  expect(deedText('moon.painted', {}).verb).toContain('moon.painted')
})

type Command = { spec: { records: readonly string[] } }

const ROOMS = path.resolve(import.meta.dirname, '../..')

/** Every command of every room, also those that no door offers. */
async function allCommands(): Promise<Command[]> {
  const folders = fs.readdirSync(ROOMS).map((room) => path.join(ROOMS, room, 'commands'))
  const files = folders
    .filter((folder) => fs.existsSync(folder))
    .flatMap((folder) => fs.readdirSync(folder).map((file) => path.join(folder, file)))
    .filter((file) => !file.endsWith('.test.ts'))
  const modules: object[] = await Promise.all(files.map((file) => import(file)))
  return modules.flatMap((module) => Object.values(module).filter(isCommand))
}

function isCommand(value: unknown): value is Command {
  return typeof value === 'function' && 'kind' in value && value.kind === 'command'
}

it('has words for every action that a command may record, and for no other', async () => {
  const recorded = (await allCommands()).flatMap((command) => command.spec.records)
  expect(recorded.length).toBeGreaterThan(80)
  expect([...KNOWN_ACTIONS].sort()).toEqual([...new Set(recorded)].sort())
})
