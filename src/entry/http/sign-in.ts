import { randomBytes } from 'node:crypto'
import NextAuth, { type NextAuthOptions } from 'next-auth'
import { SESSION_LIFE_SECONDS, signInAdapter } from '@/features/access'
import { newToken } from '@/platform/crypto'
import { env } from '@/platform/env'
import { log } from '@/platform/log'
import { addressOf } from './address'
import { sessionCookie } from './session-cookie'

type Claims = {
  sub: string
  name?: string
  preferred_username?: string
  email?: string
  picture?: string
  email_verified?: boolean
}

/** The identity provider that OIDC_* names; none without it. */
function providers(): NextAuthOptions['providers'] {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME } = env()
  if (!OIDC_ISSUER || !OIDC_CLIENT_ID) return []
  return [
    {
      id: 'sso',
      name: OIDC_NAME,
      type: 'oauth',
      wellKnown: `${OIDC_ISSUER}/.well-known/openid-configuration`,
      clientId: OIDC_CLIENT_ID,
      clientSecret: OIDC_CLIENT_SECRET,
      idToken: true,
      checks: ['pkce', 'state', 'nonce'],
      authorization: { params: { scope: 'openid email profile' } },
      // finds the person who came in by the setup link; the address is the provider's word that it is hers (see profile and adapter)
      allowDangerousEmailAccountLinking: true,
      profile: (claims: Claims) => ({
        id: claims.sub,
        name: claims.name ?? claims.preferred_username ?? claims.email ?? claims.sub,
        email: claims.email_verified === true ? claims.email : undefined,
        image: claims.picture,
      }),
    },
  ]
}

function options(): NextAuthOptions {
  return {
    adapter: signInAdapter,
    providers: providers(),
    // without a provider it only guards signing out, in this process
    secret: env().NEXTAUTH_SECRET ?? randomBytes(32).toString('base64url'),
    session: {
      strategy: 'database',
      maxAge: SESSION_LIFE_SECONDS,
      generateSessionToken: () => newToken('pcp_session'),
    },
    cookies: { sessionToken: sessionCookie() },
    logger: {
      error: (code, cause) => log.error({ err: cause, code }, 'signing in failed'),
      warn: (code) => log.warn({ code }, 'signing in'),
      debug: () => {},
    },
    pages: { signIn: '/signin', error: '/signin', signOut: '/signin' },
  }
}

type Handler = (request: Request, context: object) => Promise<Response>

let handler: Handler | undefined

function createHandler(): Handler {
  // next-auth takes its own address from here only
  process.env.NEXTAUTH_URL ??= addressOf(env())
  return NextAuth(options())
}

/** next-auth: `/api/auth/signin/sso`, its callback, `/api/auth/csrf`, `/api/auth/session`, `/api/auth/signout`. */
export function signIn(request: Request, context: object): Promise<Response> {
  handler ??= createHandler()
  return handler(request, context)
}
