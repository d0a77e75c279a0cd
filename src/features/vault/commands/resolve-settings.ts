import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { isUuid } from '@/platform/ids'
import { readReference, type Setting, settingsIn, withSettings } from '../rules/settings'
import { Settings } from '../schema'
import { type Opened, openVersions } from '../store'

/**
 * Puts the values of secrets where an agent's settings name them, for the one run that is about to start, or for a test without a run; says in the audit log that
 * it has them. What it answers goes to the worker and is stored nowhere. Only `within` the command that starts the run or the test.
 * @throws Refusal broken_rule (rule `secret_unavailable`) that says which setting cannot be filled in, and why
 */
export const resolveSettings = defineCommand({
  name: 'resolveSettings',
  grant: 'run:report',
  input: z.object({ runId: z.uuid().nullable(), agentId: z.uuid().nullable(), runtimeConfig: Settings }),
  output: z.object({
    runtimeConfig: Settings,
    /** The values that were put in, to be masked in what the run logs. */
    secrets: z.array(z.string()),
  }),
  records: ['secret.used'],
  announces: [],
  async run(work, { runId, agentId, runtimeConfig }) {
    const wanted = settingsIn(runtimeConfig).flatMap(wantedIn)
    if (wanted.length === 0) return { runtimeConfig, secrets: [] }
    const opened = await openVersions(work, wanted)
    const values = new Map(wanted.map((one) => [one.path, valueFor(one, opened)]))
    const used = new Map(opened.map((each) => [`${each.secretId} ${each.found}`, each]))
    for (const { secretId, name, found } of used.values()) {
      const details = { name, version: found, runId, agentId }
      work.record({ action: 'secret.used', subject: { kind: 'secret', id: secretId }, details })
    }
    return { runtimeConfig: withSettings(runtimeConfig, values), secrets: [...new Set(values.values())] }
  },
})

type Wanted = { path: string; secretId: string; version: Opened['version'] }

function wantedIn({ path, value }: Setting): Wanted[] {
  const reference = readReference(value)
  if (!reference) return []
  if (reference.kind === 'input') throw unavailable(path, `waits for its value: fill in ${reference.input}`)
  if (reference.kind === 'wrong') throw unavailable(path, reference.problem)
  if (!isUuid(reference.secret)) throw unavailable(path, 'names no secret')
  return [{ path, secretId: reference.secret, version: reference.version }]
}

function valueFor({ path, secretId, version }: Wanted, opened: readonly Opened[]): string {
  const found = opened.find((each) => each.secretId === secretId && each.version === version)
  if (!found) throw unavailable(path, 'names a secret, or a version of one, that is not there any more')
  if (found.status !== 'active') throw unavailable(path, `names the secret "${found.name}", which is ${found.status}`)
  return found.value
}

function unavailable(path: string, problem: string): Refusal {
  return new Refusal('broken_rule', `The agent's setting ${path} ${problem}.`, { rule: 'secret_unavailable', path })
}
