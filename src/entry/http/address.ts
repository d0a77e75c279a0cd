import { type Env, env } from '@/platform/env'

/** The address that people use, where it was told. */
export function publicUrl(): string | undefined {
  return env().BASE_URL ?? env().NEXTAUTH_URL
}

/** The address for people: the one that was told, else what this machine can open. */
export function addressOf({ HOST, PORT }: Pick<Env, 'HOST' | 'PORT'>): string {
  const told = publicUrl()
  if (told) return told
  const name = HOST === '0.0.0.0' || HOST === '::' ? '127.0.0.1' : HOST
  return `http://${name.includes(':') ? `[${name}]` : name}:${PORT}`
}
