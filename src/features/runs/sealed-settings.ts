import { isSecret, plainText, settingsIn } from '@/features/vault/rules/settings'
import { type Sealed, type SealedColumns, seal, unseal } from '@/platform/sealed'

type Settings = Record<string, unknown>

const placeOf = (companyId: string, testId: string) => `${companyId}/test/${testId}`

/** Where settings that are being tried are kept. */
export const TESTED_SETTINGS: SealedColumns = {
  table: 'AgentTest',
  ids: ['id'],
  ...{ keyId: 'settingsKeyId', nonce: 'settingsNonce', ciphertext: 'settingsCiphertext' },
  placeOf: (companyId, [id = '']) => placeOf(companyId, id),
}

/** Settings that no agent has yet, for one test: they may have values in them that are secrets. */
export function sealTestSettings(settings: Settings, companyId: string, testId: string): Sealed {
  return seal(JSON.stringify(settings), placeOf(companyId, testId))
}

/** @throws Refusal broken_rule when the master key that sealed them is not here */
export function openSettings(sealed: Sealed, companyId: string, testId: string): Settings {
  return JSON.parse(unseal(sealed, placeOf(companyId, testId))) as Settings
}

/** Values that stand in settings as they are, and have to be masked in what a worker says. */
export function openSecretsIn(settings: Settings): string[] {
  return settingsIn(settings).flatMap((setting) => (isSecret(setting) ? (plainText(setting.value) ?? []) : []))
}
