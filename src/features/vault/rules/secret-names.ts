/** Words that make a name a secret's wherever they stand in it, and those that do so at its end. */
const ANYWHERE = new Set([
  ...['SECRET', 'PASSWORD', 'PASSWD', 'PASSPHRASE', 'PASSCODE', 'CREDENTIAL', 'CREDENTIALS', 'AUTHORIZATION'],
  ...['APIKEY', 'COOKIE'],
])
const AT_THE_END = new Set(['KEY', 'TOKEN', 'PAT', 'AUTH'])

/** "X-Api-Key", "openaiApiKey" and "OPENAI_API_KEY_2" → their words in capitals, without numbers. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter((word) => word && !/^\d+$/.test(word))
}

/** An address that carries its own password, as in postgres://user:password@host. */
const HAS_PASSWORD = /^[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:[^\s/@]+@/i

/** Whether the name of an environment variable, a header or a setting speaks of a key, token, secret or password. */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name)
  const last = words.at(-1)
  return words.some((word) => ANYWHERE.has(word)) || (!!last && AT_THE_END.has(last))
}

/** Whether a setting is a secret: by its name, or because its value is an address with a password in it. */
export function isSecretSetting(name: string, value: string): boolean {
  return isSecretName(name) || HAS_PASSWORD.test(value)
}
