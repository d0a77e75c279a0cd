import { publicUrl } from './address'

/** Name and attributes of the one cookie that proves a session; next-auth writes the same. */
export function sessionCookie() {
  const secure = publicUrl()?.startsWith('https://') ?? false
  return {
    name: secure ? '__Host-paperclip-session' : 'paperclip-session',
    options: { httpOnly: true, sameSite: 'lax' as const, path: '/', secure },
  }
}

/** A `Set-Cookie` value. */
export function sessionCookieHeader(token: string, expiresAt: Date): string {
  const { name, options } = sessionCookie()
  const secure = options.secure ? '; Secure' : ''
  return `${name}=${token}; Path=/; Expires=${expiresAt.toUTCString()}; HttpOnly; SameSite=Lax${secure}`
}
