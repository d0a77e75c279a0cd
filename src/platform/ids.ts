import { v7 } from 'uuid'

/** Prefix of each kind of id in the `/api/v1` dialect. Inside the product ids are plain UUIDs. */
const PREFIX = {
  company: 'cmp',
  agent: 'agt',
  goal: 'gol',
  task: 'tsk',
  message: 'msg',
  run: 'run',
  wake: 'wak',
  cost: 'cst',
  price: 'prc',
  approval: 'apr',
  key: 'key',
  incident: 'inc',
  budget: 'bud',
  project: 'prj',
  team: 'tea',
  label: 'lab',
  interaction: 'int',
  document: 'doc',
  revision: 'rev',
  attachment: 'att',
  product: 'wpr',
  secret: 'sec',
  person: 'per',
  routine: 'rtn',
  trigger: 'trg',
  routineRun: 'rrn',
  memory: 'mem',
  provider: 'mpr',
  modelCall: 'mcl',
  invitation: 'inv',
  channel: 'nch',
  delivery: 'ndl',
} as const

export type IdKind = keyof typeof PREFIX

/** Minted only where membership or a key was proven (`entry/caller.ts`) or where a company is created. */
export type CompanyId = string & { readonly brand: 'CompanyId' }

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** A new UUID, version 7: ids made later sort later. */
export function newId(): string {
  return v7()
}

/** The bound below all ids that are made from a time on. */
export function firstIdAt(at: Date): string {
  const ms = at.getTime().toString(16).padStart(12, '0')
  return `${ms.slice(0, 8)}-${ms.slice(8)}-0000-0000-000000000000`
}

export function isUuid(text: string): boolean {
  return UUID.test(text)
}

/** `0190…-…` → `tsk_0190…` (prefix and the 32 hex digits). */
export function publicId<T extends string | null>(kind: IdKind, uuid: T): T {
  if (uuid === null) return uuid
  return `${PREFIX[kind]}_${uuid.replaceAll('-', '')}` as T
}

/** Reads a plain UUID or a prefixed id of this kind; null when it is neither. */
export function parseId(kind: IdKind, text: string): string | null {
  if (UUID.test(text)) return text.toLowerCase()
  const match = /^([a-z]{3})_([0-9a-f]{32})$/i.exec(text)
  if (!match || match[1] !== PREFIX[kind]) return null
  return match[2]!.toLowerCase().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** A name as it stands in addresses and mentions: "Ada Lovelace" → "ada-lovelace"; empty when it has no letter or digit. */
export function keyOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
}
