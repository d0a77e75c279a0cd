import { RedeemSetupLink, redeemSetupLink } from '@/features/access'
import { invalidInput } from '@/platform/errors'
import { publicUrl } from './address'
import { requireSameOrigin } from './origin'
import { problemResponse } from './problem'
import { sessionCookieHeader } from './session-cookie'
import { visitOfWeb } from './visit'

/** `POST /api/setup {token, name, email?}`: uses the link that the server printed, and signs the person in. */
export async function redeemSetup(request: Request): Promise<Response> {
  try {
    requireSameOrigin(visitOfWeb(request), publicUrl())
    const parsed = RedeemSetupLink.safeParse(await request.json().catch(() => null))
    if (!parsed.success) throw invalidInput(parsed.error)
    const { token, name, email } = parsed.data
    const session = await redeemSetupLink(token, { name, email: email ?? null })
    return Response.json(
      { personId: session.personId },
      { status: 201, headers: { 'set-cookie': sessionCookieHeader(session.token, session.expiresAt) } },
    )
  } catch (error) {
    return problemResponse(error)
  }
}

/** The address of the page that uses a setup link's token. */
export function setupUrl(base: string, token: string): string {
  return `${base}/setup?token=${token}`
}
