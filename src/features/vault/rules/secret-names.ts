/** A word that ends so makes a name a secret's, wherever the word stands in it: PGPASSWORD, CLIENT_SECRET_2. */
const ANYWHERE = [
  ...['SECRET', 'PASSWORD', 'PASSWD', 'PASSPHRASE', 'PASSCODE', 'CREDENTIAL', 'CREDENTIALS', 'AUTHORIZATION'],
  ...['APIKEY', 'COOKIE'],
]
/** Words that do so at the end of a name. */
const AT_THE_END = new Set(['KEY', 'PAT', 'AUTH', 'PASS', 'USERPASS', 'DBPASS'])

/** "X-Api-Key", "openaiApiKey" and "OPENAI_API_KEY_2" → their words in capitals, without numbers. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter((word) => word && !/^\d+$/.test(word))
}

/**
 * An address with a password in it, as in postgres://user:password@host; where pages are fetched a user alone is one, too, as in
 * https://token@host.
 */
const ADDRESS = /(?<![a-z0-9+.-])(https?:\/\/(?=[^\s/?#@]+@)|[a-z][a-z0-9+.-]*:\/\/(?=[^\s/:@]*:[^\s/@]+@))[^\s/]*@/gi

/** Whether the name of an environment variable, a header or a setting speaks of a key, token, secret or password. */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name)
  const last = words.at(-1)
  if (!last) return false
  if (words.some((word) => ANYWHERE.some((ending) => word.endsWith(ending)))) return true
  // PWD by itself is the folder that a process works in
  return AT_THE_END.has(last) || last.endsWith('TOKEN') || (last === 'PWD' && words.length > 1)
}

/** Whether a setting is a secret: by its name, or because an address with a password is in its value. */
export function isSecretSetting(name: string, value: string): boolean {
  return isSecretName(name) || withoutPasswords(value) !== value
}

/** The same text without the users and passwords of its addresses. */
export function withoutPasswords(text: string): string {
  return text.replace(ADDRESS, '$1')
}

/** `TOKEN=abc`, `--token=abc` and `--token abc` in a command, with or without quotes. What looks like a switch takes no value. */
const SWITCH = '(?!-{1,2}(?:no|use|with|without|skip|enable|disable|require)-)'
const VALUE = '("[^"]*"|\'[^\']*\'|[^\\s"\'`;|&<>()$]+)'
const GIVEN = new RegExp(`(?<![\\w-])(-{0,2}[A-Za-z_][\\w-]*=|${SWITCH}-{1,2}[A-Za-z][\\w-]*\\s+(?!-))${VALUE}`, 'g')
const VARIABLE = /^\$\{?\w+\}?$/

/**
 * A command without the secrets that it gives to variables and options by name, and without the passwords of its addresses.
 * @param instead what stands for the value of `name`
 */
export function withoutSecretsGiven(command: string, instead: (name: string) => string): string {
  const told = command.replace(GIVEN, (whole, given: string, quoted: string) => {
    const name = given.replace(/^-+|[=\s]+$/g, '')
    const value = quoted.replace(/^["']|["']$/g, '')
    const isNamed = VARIABLE.test(value) || value.includes(`$${name}`)
    return isNamed || !isSecretName(name) ? whole : given + instead(name)
  })
  return told.replace(ADDRESS, (whole, scheme: string) => (whole.includes('$') ? whole : scheme))
}
