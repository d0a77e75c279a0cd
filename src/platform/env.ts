import { z } from 'zod'

const flag = z.enum(['0', '1', 'true', 'false']).transform((v) => v === '1' || v === 'true')
const port = z.coerce.number().int().min(1).max(65535)
const url = z.url({ protocol: /^https?$/ }).transform((v) => v.replace(/\/+$/, ''))

/** 32 bytes in base64 (43 characters and padding) or hex. */
const isListOfKeys = (text: string) =>
  text.split(',').every((key) => /^([0-9a-f]{64}|[A-Za-z0-9+/_-]{43}=?)$/i.test(key.trim()))

/** Every variable that the product reads, with the names that users know. `.env.example` documents each. */
const Env = z
  .object({
    NODE_ENV: z.enum(['development', 'production', 'test']).default('production'),
    PORT: port.default(3100),
    HOST: z.string().min(1).default('127.0.0.1'),
    BASE_URL: url.optional(),
    DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgresql://'),
    DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(200).default(12),
    EMBEDDED_PG_PORT: port.default(5433),
    PAPERCLIP_API_KEY: z.string().min(16, 'must have at least 16 characters').optional(),
    PAPERCLIP_WORKER_KEY: z.string().min(16, 'must have at least 16 characters').optional(),
    PAPERCLIP_MASTER_KEY: z
      .string()
      .refine(
        isListOfKeys,
        'must be 32 random bytes in base64 or hex (openssl rand -base64 32), or several with commas',
      )
      .optional(),
    /** Path of a file with such a key, or with several in lines. */
    PAPERCLIP_MASTER_KEY_FILE: z.string().min(1).optional(),
    /** Id, alias or ARN of a key at a key service of Amazon's kind, which keeps the master key closed while nothing runs. */
    PAPERCLIP_MASTER_KEY_KMS: z.string().min(1).max(2048).optional(),
    KMS_ENDPOINT: url.optional(),
    KMS_REGION: z.string().min(1).optional(),
    ENGINE: z.enum(['embedded', 'inngest']).default('embedded'),
    INNGEST_EVENT_KEY: z.string().min(1).optional(),
    INNGEST_SIGNING_KEY: z.string().min(1).optional(),
    INNGEST_BASE_URL: url.optional(),
    AUTH_REQUIRED: flag.optional(),
    NEXTAUTH_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
    NEXTAUTH_URL: url.optional(),
    OIDC_ISSUER: url.optional(),
    OIDC_CLIENT_ID: z.string().min(1).optional(),
    OIDC_CLIENT_SECRET: z.string().min(1).optional(),
    OIDC_NAME: z.string().min(1).default('Single sign-on'),
    /** Claim of the identity provider that lists `<slug of a company>:<role>`; absent: roles are given here only. */
    OIDC_ROLES_CLAIM: z.string().min(1).optional(),
    GITHUB_ID: z.string().min(1).optional(),
    GITHUB_SECRET: z.string().min(1).optional(),
    GOOGLE_CLIENT_ID: z.string().min(1).optional(),
    GOOGLE_CLIENT_SECRET: z.string().min(1).optional(),
    STORAGE_DRIVER: z.enum(['local', 's3']).default('local'),
    STORAGE_BUCKET: z.string().min(1).optional(),
    STORAGE_REGION: z.string().min(1).optional(),
    STORAGE_ENDPOINT: url.optional(),
    STORAGE_PATH_STYLE: flag.optional(),
    STORAGE_PATH: z.string().min(1).default('.data/files'),
    AWS_ACCESS_KEY_ID: z.string().min(1).optional(),
    AWS_SECRET_ACCESS_KEY: z.string().min(1).optional(),
    /** Days that the logs of ended runs are kept; 0: for ever. */
    RUN_LOG_DAYS: z.coerce.number().int().min(0).max(36_500).default(0),
    /** Days that ended wakes, slots of schedules, firings of routines and workers are kept. */
    HISTORY_DAYS: z.coerce.number().int().min(1).max(36_500).default(90),
    /** Days between the deletion of a company and the removal of what it had. */
    COMPANY_GRACE_DAYS: z.coerce.number().int().min(0).max(365).default(30),
    /** Path or address of a price table that is newer than the one of this release. */
    PRICE_TABLE: z.string().min(1).optional(),
    /** Whether model providers may live at loopback and private addresses; absent: where only this machine is served. */
    PAPERCLIP_ALLOW_PRIVATE_ENDPOINTS: flag.optional(),
    /** Requests a minute of one key, agent or person; 0: without limit. */
    RATE_LIMIT: z.coerce.number().int().min(0).max(10_000_000).default(20_000),
    /** Attempts a minute from one address to sign in, to set up or to be let in; 0: without limit. */
    SIGN_IN_LIMIT: z.coerce.number().int().min(0).max(10_000_000).default(60),
    /** How many proxies stand before the server, and each add what they saw to X-Forwarded-For. */
    TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
    /** Mail server, as in smtps://name:password@mail.example.com:465; absent: no mail is sent. */
    SMTP_URL: z
      .url({ protocol: /^smtps?$/, error: 'must be an address such as smtps://name:password@mail.example.com:465' })
      .optional(),
    SMTP_FROM: z.string().regex(/@/, 'must have an address, as in Paperclip <paperclip@example.com>').optional(),
    LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  })
  .superRefine((env, ctx) => {
    const needs = (when: boolean, name: keyof typeof env, why: string) => {
      if (when && !env[name]) ctx.addIssue({ code: 'custom', path: [name], message: `is needed ${why}` })
    }
    needs(env.ENGINE === 'inngest', 'INNGEST_EVENT_KEY', 'when ENGINE=inngest')
    needs(env.ENGINE === 'inngest', 'INNGEST_SIGNING_KEY', 'when ENGINE=inngest')
    needs(!!env.OIDC_ISSUER, 'OIDC_CLIENT_ID', 'when OIDC_ISSUER is set')
    needs(!!env.OIDC_ISSUER, 'OIDC_CLIENT_SECRET', 'when OIDC_ISSUER is set')
    needs(!!env.OIDC_ROLES_CLAIM, 'OIDC_ISSUER', 'when OIDC_ROLES_CLAIM is set')
    needs(!!env.GITHUB_ID, 'GITHUB_SECRET', 'when GITHUB_ID is set')
    needs(!!env.GOOGLE_CLIENT_ID, 'GOOGLE_CLIENT_SECRET', 'when GOOGLE_CLIENT_ID is set')
    needs(hasIdentityProvider(env), 'NEXTAUTH_SECRET', 'when people sign in at an identity provider')
    needs(!!env.SMTP_URL, 'SMTP_FROM', 'when SMTP_URL is set')
    needs(env.STORAGE_DRIVER === 's3', 'STORAGE_BUCKET', 'when STORAGE_DRIVER=s3')
  })

export type Env = z.output<typeof Env>

/** Names that other guides use for the same settings. */
const OTHER_NAMES: [other: string, name: keyof Env][] = [
  ['PAPERCLIP_STORAGE_PROVIDER', 'STORAGE_DRIVER'],
  ['PAPERCLIP_STORAGE_LOCAL_DIR', 'STORAGE_PATH'],
  ['PAPERCLIP_STORAGE_S3_BUCKET', 'STORAGE_BUCKET'],
  ['PAPERCLIP_STORAGE_S3_REGION', 'STORAGE_REGION'],
  ['PAPERCLIP_STORAGE_S3_ENDPOINT', 'STORAGE_ENDPOINT'],
  ['PAPERCLIP_STORAGE_S3_FORCE_PATH_STYLE', 'STORAGE_PATH_STYLE'],
  ...(['DRIVER', 'PATH', 'BUCKET', 'REGION', 'ENDPOINT', 'PATH_STYLE'] as const).map((end): [string, keyof Env] => [
    `PAPERCLIP_STORAGE_${end}`,
    `STORAGE_${end}`,
  ]),
]

function withOtherNames(given: Record<string, string | undefined>): Record<string, string | undefined> {
  const all = { ...given }
  for (const [other, name] of OTHER_NAMES) all[name] ??= given[other]
  if (all.STORAGE_DRIVER === 'local_disk') all.STORAGE_DRIVER = 'local'
  return all
}

/** Thrown at boot; `message` holds one sentence per bad variable. */
export class EnvError extends Error {}

/**
 * Reads the environment. Empty values count as absent, as they come from a copied `.env.example`.
 * @throws EnvError with a sentence per bad variable
 */
export function readEnv(source: NodeJS.ProcessEnv): Env {
  const given = withOtherNames(Object.fromEntries(Object.entries(source).filter(([, value]) => value !== '')))
  const parsed = Env.safeParse(given)
  if (parsed.success) return parsed.data
  const sentences = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0])
    const missing = given[name] === undefined && issue.code === 'invalid_type'
    return missing ? `${name} is not set.` : `${name} is wrong: ${issue.message}.`
  })
  throw new EnvError(sentences.join('\n'))
}

let current: Env | undefined

/** The environment of this process, read once. */
export function env(): Env {
  current ??= readEnv(process.env)
  return current
}

/** Whether people can sign in by themselves. */
export function hasIdentityProvider(
  e: Partial<Record<'OIDC_ISSUER' | 'GITHUB_ID' | 'GOOGLE_CLIENT_ID', string | undefined>>,
): boolean {
  return Boolean(e.OIDC_ISSUER || e.GITHUB_ID || e.GOOGLE_CLIENT_ID)
}

/** Whether loopback and private addresses may be called: where only this machine is served, or somebody says so. */
export function mayCallPrivately(e: Pick<Env, 'PAPERCLIP_ALLOW_PRIVATE_ENDPOINTS' | 'HOST'>): boolean {
  return e.PAPERCLIP_ALLOW_PRIVATE_ENDPOINTS ?? isLoopback(e.HOST)
}

/** True for addresses that only this machine can reach. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

/** Sign-in is needed unless the server listens on loopback only. */
export function isSignInRequired(e: Pick<Env, 'AUTH_REQUIRED' | 'HOST'>): boolean {
  return e.AUTH_REQUIRED === true || !isLoopback(e.HOST)
}
