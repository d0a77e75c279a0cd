import { proveSession, RedeemSetupLink, redeemSetupLink } from '@/features/access'
import { invalidInput } from '@/platform/errors'
import { publicUrl } from './address'
import { requireSameOrigin } from './origin'
import { problemResponse } from './problem'
import { sessionCookie, sessionCookieHeader } from './session-cookie'
import { cookieOf, type Visit, visitOfWeb } from './visit'

/** `POST /api/setup {token, name, email?}`: uses the link that the server printed, and signs the person in who becomes the administrator. */
export async function redeemSetup(request: Request): Promise<Response> {
  try {
    const visit = visitOfWeb(request)
    requireSameOrigin(visit, publicUrl())
    const parsed = RedeemSetupLink.safeParse(await request.json().catch(() => null))
    if (!parsed.success) throw invalidInput(parsed.error)
    const { token, name, email } = parsed.data
    const session = await redeemSetupLink(token, { name, email: email ?? null }, await signedIn(visit))
    return Response.json(
      { personId: session.personId },
      { status: 201, headers: { 'set-cookie': sessionCookieHeader(session.token, session.expiresAt) } },
    )
  } catch (error) {
    return problemResponse(error)
  }
}

/** Who is signed in in this browser already, by an identity provider; null for nobody. */
async function signedIn(visit: Visit): Promise<string | null> {
  const token = cookieOf(visit, sessionCookie().name)
  const identity = token ? await proveSession(token).catch(() => null) : null
  return identity?.kind === 'person' ? identity.personId : null
}

/** The address of the page that uses a setup link's token. */
export function setupUrl(base: string, token: string): string {
  return `${base}/setup?token=${token}`
}
