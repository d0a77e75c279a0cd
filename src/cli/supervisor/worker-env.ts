/** Settings that open something of the server: its database, its keys, its files, its mail, its sign-in. */
const OF_THE_SERVER = [
  /^(DATABASE_URL|NEXTAUTH_SECRET|SMTP_URL|PG[A-Z]+)$/,
  /^PAPERCLIP_(API_KEY|MASTER_KEY.*)$/,
  /^(OIDC|GITHUB|GOOGLE)_.*SECRET$/,
  /^INNGEST_.*_KEY$/,
  /^(AWS|KMS|STORAGE|PAPERCLIP_STORAGE)_.*$/,
]

/**
 * What the worker gets of the environment that the server was started in, and what it gets of its `own`. It starts agents, which run as
 * the same user: they must not find a way around the control plane in it. What an agent needs is in its settings.
 */
export function workerEnv(all: Record<string, string | undefined>, own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isOfTheServer = (name: string) => OF_THE_SERVER.some((pattern) => pattern.test(name))
  const rest = Object.fromEntries(Object.entries(all).filter(([name]) => !isOfTheServer(name)))
  return { PAPERCLIP_WORKER_HOME: '.data/worker', ...rest, ...own }
}
