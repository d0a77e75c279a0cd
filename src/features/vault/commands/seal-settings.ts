import { z } from 'zod'
import { defineCommand, type Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { isUuid, parseId } from '@/platform/ids'
import {
  isSecret,
  plainText,
  readReference,
  type Setting,
  settingsIn,
  type Version,
  withSettings,
} from '../rules/settings'
import { Settings } from '../schema'
import { addVersions, findSecrets, insertSecrets, type Known, openVersions } from '../store'

type Config = Record<string, unknown>
type Inline = { path: string; name: string; value: string }

/** What is shown instead of a value to those who may not see settings. */
const HIDDEN = '[hidden]'

/**
 * Takes the secrets out of an agent's settings before they are stored: each value whose name looks secret becomes a secret of the
 * vault, `<agent>/<NAME>`, and a reference to it takes its place. References that are there already are checked. A value that is given
 * again for the same agent and name is the next version. Only `within` the command that stores the settings.
 * @throws Refusal invalid_input for a reference to nothing; forbidden for one to a secret that the caller may not hand out
 */
export const sealSettings = defineCommand({
  name: 'sealSettings',
  grant: 'org:write',
  input: z.object({
    agentName: z.string().min(1),
    /** The agent whose settings these become; absent for one that is being hired. */
    agentId: z.uuid().nullish(),
    runtimeConfig: Settings,
  }),
  output: Settings,
  records: ['secret.created', 'secret.rotated'],
  announces: ['secret/created', 'secret/rotated'],
  async run(work, { agentName, agentId, runtimeConfig }) {
    const settings = settingsIn(runtimeConfig)
    const references = await checkedReferences(work, settings, agentId ?? null)
    const inlines = settings.flatMap(inlineOf)
    const sealed = await sealInlines(work, agentName, agentId ?? null, inlines)
    return withSettings(runtimeConfig, new Map<string, unknown>([...plainTexts(settings), ...references, ...sealed]))
  },
})

/** Settings that are read before a run: they say how the agent is started. */
const READ_BEFORE = ['command', 'endpoint']

/** A value that has to go into the vault. */
function inlineOf(setting: Setting): Inline[] {
  const { path, name } = setting
  const text = plainText(setting.value)
  if (!text || READ_BEFORE.includes(path) || !isSecret(setting)) return []
  if (text === HIDDEN) {
    throw invalidSetting(
      path,
      `is ${HIDDEN}, which is only shown instead of the value. Leave it out, or give the value`,
    )
  }
  return [{ path, name, value: text }]
}

/** `{type: 'plain', value}` is stored as the value. */
function plainTexts(settings: readonly Setting[]): [string, string][] {
  return settings.flatMap(({ path, value }) => {
    const text = typeof value === 'string' ? null : plainText(value)
    return text === null ? [] : [[path, text]]
  })
}

function invalidSetting(path: string, problem: string): Refusal {
  return new Refusal('invalid_input', `runtimeConfig.${path} ${problem}.`, { field: `runtimeConfig.${path}` })
}

/** Every reference as it is stored: `{secretId, version}`. */
async function checkedReferences(work: Work, settings: readonly Setting[], agentId: string | null) {
  const named = settings.flatMap(({ path, value }) => {
    const reference = readReference(value)
    if (reference?.kind === 'wrong') throw invalidSetting(path, reference.problem)
    return reference?.kind === 'secret' ? [{ path, ...reference, id: parseId('secret', reference.secret) }] : []
  })
  if (named.length === 0) return []
  const ids = named.flatMap(({ id }) => id ?? [])
  const secrets = await findSecrets(
    work,
    ids,
    named.map(({ secret }) => secret),
  )
  const mayUse = await secretsOpenTo(work, agentId)
  return named.map(({ path, secret, id, version }): [string, { secretId: string; version: Version }] => {
    const found = secrets.find((each) => each.id === id || each.name === secret)
    if (!found || !mayUse(found.id)) throw invalidSetting(path, 'names a secret that is not there, or not yours to use')
    if (version !== 'latest' && version > found.latestVersion) {
      throw invalidSetting(path, `names version ${version}; the newest is ${found.latestVersion}`)
    }
    return [path, { secretId: found.id, version }]
  })
}

/** Who may not see which secrets there are hands none out: only those stay that the agent's settings name already. */
async function secretsOpenTo(work: Work, agentId: string | null): Promise<(secretId: string) => boolean> {
  if (work.grants.has('secret:read')) return () => true
  const own = new Set((await secretsOf(work, agentId)).values())
  return (secretId) => own.has(secretId)
}

/** The secrets that an agent's stored settings name, by where they do. */
async function secretsOf(work: Work, agentId: string | null): Promise<Map<string, string>> {
  if (!agentId) return new Map()
  const [agent] = await work.sql<{ runtimeConfig: Config }>(
    `SELECT "runtimeConfig" FROM "Agent" WHERE "companyId" = $1 AND id = $2`,
    [work.companyId, agentId],
  )
  const named = settingsIn(agent?.runtimeConfig ?? {}).map(({ path, value }) => ({ path, named: readReference(value) }))
  return new Map(
    named.flatMap(({ path, named: to }) =>
      to?.kind === 'secret' && isUuid(to.secret) ? [[path, to.secret] as const] : [],
    ),
  )
}

/** Only a secret that was made for this very setting of this agent gets a new version: others may have the same name. */
async function sealInlines(work: Work, agentName: string, agentId: string | null, inlines: readonly Inline[]) {
  if (inlines.length === 0) return []
  const own = await secretsOf(work, agentId)
  const known = new Map((await findSecrets(work, [...own.values()], [])).map((secret) => [secret.id, secret]))
  const before: (Inline & { secret: Known })[] = []
  const fresh: Inline[] = []
  for (const one of inlines) {
    const secret = known.get(own.get(one.path) ?? '')
    const isOther = before.some((other) => other.secret === secret && other.value !== one.value)
    if (secret && !isOther && isMadeFor(secret.name, nameFor(agentName, one.name))) before.push({ ...one, secret })
    else fresh.push(one)
  }
  return [...(await rotated(work, before)), ...(await created(work, agentName, fresh))]
}

/** `freeName` may have given it a number. */
function isMadeFor(name: string, wanted: string): boolean {
  return name === wanted || (name.startsWith(`${wanted} `) && /^\d+$/.test(name.slice(wanted.length + 1)))
}

const nameFor = (agentName: string, name: string) => `${agentName}/${name}`.slice(0, 190)

type Place = [string, { secretId: string; version: 'latest' }]

async function rotated(work: Work, given: readonly (Inline & { secret: Known })[]): Promise<Place[]> {
  if (given.length === 0) return []
  const latest = given.map(({ secret }) => ({ secretId: secret.id, version: 'latest' as const }))
  const now = new Map((await openVersions(work, latest)).map((each) => [each.secretId, each.value]))
  const changed = new Map(
    given.filter((one) => now.get(one.secret.id) !== one.value).map((one) => [one.secret.id, one.value]),
  )
  for (const [secretId, version] of await addVersions(work, changed)) {
    work.record({ action: 'secret.rotated', subject: { kind: 'secret', id: secretId }, details: { version } })
    work.announce({ name: 'secret/rotated', data: { secretId } })
  }
  return given.map(({ path, secret }) => [path, { secretId: secret.id, version: 'latest' }])
}

async function created(work: Work, agentName: string, given: readonly Inline[]): Promise<Place[]> {
  const taken = await takenNames(work, agentName)
  const secrets = given.map(({ path, name, value }) => {
    const free = freeName(nameFor(agentName, name), taken)
    taken.add(free)
    return { path, id: work.newId(), name: free, description: `${name} of ${agentName}`, value }
  })
  await insertSecrets(work, secrets)
  for (const { id, name } of secrets) {
    work.record({ action: 'secret.created', subject: { kind: 'secret', id }, details: { name } })
    work.announce({ name: 'secret/created', data: { secretId: id } })
  }
  return secrets.map(({ path, id }) => [path, { secretId: id, version: 'latest' }])
}

async function takenNames(work: Work, agentName: string): Promise<Set<string>> {
  const rows = await work.sql<{ name: string }>(
    `SELECT name FROM "Secret" WHERE "companyId" = $1 AND starts_with(name, $2)`,
    [work.companyId, `${agentName}/`.slice(0, 190)],
  )
  return new Set(rows.map(({ name }) => name))
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let n = 2, free = name; ; n++) {
    if (!taken.has(free)) return free
    free = `${name} ${n}`
  }
}
