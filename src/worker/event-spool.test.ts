import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createEventSpool } from './event-spool'

const eventOf = (seq: number) =>
  ({ seq, at: '2026-01-01T00:00:00.000Z', kind: 'log', stream: 'stdout', text: `${seq} ${'é"'.repeat(400)}` }) as const

test('what does not fit in memory comes back in order from the file, which then goes away', () => {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'paperclip-spool-')), 'runs', 'one.ndjson')
  const spool = createEventSpool(file)
  const count = 5_000
  const seen: number[] = []
  const take = (bytes: number) => {
    const batch = spool.peek(bytes)
    expect(batch.every((event) => event.text === eventOf(event.seq).text)).toBe(true)
    seen.push(...batch.map((event) => event.seq))
    spool.drop(seen.at(-1)!)
  }
  for (let seq = 1; seq <= count; seq++) {
    expect(spool.push(eventOf(seq))).toBe(true)
    if (seq % 1000 === 0) take(30_000)
  }
  expect(fs.existsSync(file)).toBe(true)
  while (spool.bytes() > 0) take(64_000)
  expect(seen).toEqual(Array.from({ length: count }, (_, index) => index + 1))
  spool.remove()
  expect(fs.existsSync(file)).toBe(false)
  fs.rmSync(path.dirname(path.dirname(file)), { recursive: true })
})

test('the last batch is everything that is left, from memory and file together', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'paperclip-spool-'))
  const spool = createEventSpool(path.join(folder, 'one.ndjson'))
  for (let seq = 1; seq <= 1300; seq++) spool.push(eventOf(seq))
  spool.drop(1100)
  expect(spool.peek(10_000_000).map((event) => event.seq)).toEqual(
    Array.from({ length: 200 }, (_, index) => 1101 + index),
  )
  fs.rmSync(folder, { recursive: true })
})

test('removed twice, it leaves alone what has the number of its file by then', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'paperclip-spool-'))
  const spool = createEventSpool(path.join(folder, 'one.ndjson'))
  for (let seq = 1; seq <= 5_000; seq++) spool.push(eventOf(seq))
  spool.remove()
  const others = Array.from({ length: 5 }, (_, n) => fs.openSync(path.join(folder, `${n}`), 'w'))
  spool.remove()
  for (const other of others) expect(() => fs.writeSync(other, 'still open')).not.toThrow()
  for (const other of others) fs.closeSync(other)
  fs.rmSync(folder, { recursive: true })
})
