import type { NextAuthOptions } from 'next-auth'
import type { GithubProfile } from 'next-auth/providers/github'
import GithubProvider from 'next-auth/providers/github'
import type { GoogleProfile } from 'next-auth/providers/google'
import GoogleProvider from 'next-auth/providers/google'
import { z } from 'zod'
import { env } from '@/platform/env'

type Providers = NextAuthOptions['providers']

type Claims = {
  sub: string
  name?: string
  preferred_username?: string
  email?: string
  picture?: string
  email_verified?: boolean
}

/*
 * Each provider tells an address only where it vouches that it is the person's: the adapter finds by it who came in by the setup link
 * and has no account yet, and invitations for an address ask for it.
 */
const LINKING = { allowDangerousEmailAccountLinking: true }

/** The identity providers that the environment names; none without it. */
export function identityProviders(): Providers {
  return [...singleSignOn(), ...github(), ...google()]
}

function singleSignOn(): Providers {
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
      ...LINKING,
      profile: (claims: Claims) => ({
        id: claims.sub,
        name: claims.name ?? claims.preferred_username ?? claims.email ?? claims.sub,
        email: claims.email_verified === true ? claims.email : undefined,
        image: claims.picture,
        // for the roles in them, which are looked at when the person is known
        ...{ claims },
      }),
    },
  ]
}

function google(): Providers {
  const { GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET } = env()
  if (!GOOGLE_CLIENT_ID || !GOOGLE_CLIENT_SECRET) return []
  const profile = (claims: GoogleProfile) => ({
    id: claims.sub,
    name: claims.name,
    email: claims.email_verified === true ? claims.email : undefined,
    image: claims.picture,
  })
  return [GoogleProvider({ clientId: GOOGLE_CLIENT_ID, clientSecret: GOOGLE_CLIENT_SECRET, ...LINKING, profile })]
}

function github(): Providers {
  const { GITHUB_ID, GITHUB_SECRET } = env()
  if (!GITHUB_ID || !GITHUB_SECRET) return []
  return [
    GithubProvider({
      clientId: GITHUB_ID,
      clientSecret: GITHUB_SECRET,
      ...LINKING,
      profile: async (person: GithubProfile, tokens) => ({
        id: String(person.id),
        name: person.name ?? person.login,
        email: await verifiedAddress(tokens.access_token),
        image: person.avatar_url,
      }),
    }),
  ]
}

const Addresses = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }))
const ANSWER_MS = 10_000

/** The primary address at GitHub where it was verified there; the profile alone does not say. */
async function verifiedAddress(accessToken: string | undefined): Promise<string | undefined> {
  const answer = await fetch('https://api.github.com/user/emails', {
    headers: { authorization: `Bearer ${accessToken}`, accept: 'application/vnd.github+json' },
    signal: AbortSignal.timeout(ANSWER_MS),
  }).catch(() => null)
  const addresses = answer?.ok ? Addresses.safeParse(await answer.json().catch(() => null)) : null
  return addresses?.data?.find((address) => address.primary && address.verified)?.email
}
