import { randomBytes } from 'node:crypto'
import NextAuth, { type NextAuthOptions } from 'next-auth'
import { applyClaims, noteVerifiedAddress, SESSION_LIFE_SECONDS, signInAdapterFor } from '@/features/access'
import { newToken } from '@/platform/crypto'
import { env } from '@/platform/env'
import { log } from '@/platform/log'
import { addressOf } from './address'
import { identityProviders } from './identity-providers'
import { sessionCookie } from './session-cookie'

const ownSecret = randomBytes(32).toString('base64url')

function options(client: string): NextAuthOptions {
  return {
    adapter: signInAdapterFor(client),
    providers: identityProviders(),
    // without a provider it only guards signing out, in this process
    secret: env().NEXTAUTH_SECRET ?? ownSecret,
    session: {
      strategy: 'database',
      maxAge: SESSION_LIFE_SECONDS,
      generateSessionToken: () => newToken('pcp_session'),
    },
    events: {
      linkAccount: ({ user, profile }) => noteAddress(user.id, profile.email),
      signIn: ({ user, account, profile }) => noteRoles(user.id, account?.provider, profile),
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

async function noteAddress(personId: string, email: string | null | undefined): Promise<void> {
  if (email) await noteVerifiedAddress(personId, email)
}

/** Who is a member where, as far as the provider of single sign-on says so. */
async function noteRoles(personId: string, provider: string | undefined, profile: object | undefined): Promise<void> {
  const path = env().OIDC_ROLES_CLAIM
  if (!path || provider !== 'sso' || !profile) return
  await applyClaims(personId, 'claims' in profile ? profile.claims : null, path)
}

/** next-auth: `/api/auth/signin/<provider>`, its callback, `/api/auth/csrf`, `/api/auth/session`, `/api/auth/signout`. */
export function signIn(request: Request, context: object): Promise<Response> {
  // next-auth takes its own address from here only
  process.env.NEXTAUTH_URL ??= addressOf(env())
  return NextAuth(options(request.headers.get('user-agent') ?? ''))(request, context)
}
