import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { identityProviders } from './identity-providers'

const SETTINGS = {
  // vite has its own
  BASE_URL: 'http://127.0.0.1:3100',
  DATABASE_URL: 'postgresql://127.0.0.1:1/none',
  OIDC_ISSUER: 'https://login.example.test',
  OIDC_CLIENT_ID: 'paperclip',
  OIDC_CLIENT_SECRET: 'only-for-tests',
  NEXTAUTH_SECRET: 'only-for-tests-only-for-tests-only-for-tests',
  GITHUB_ID: 'paperclip',
  GITHUB_SECRET: 'only-for-tests',
  GOOGLE_CLIENT_ID: 'paperclip',
  GOOGLE_CLIENT_SECRET: 'only-for-tests',
}

beforeAll(() => {
  for (const [name, value] of Object.entries(SETTINGS)) vi.stubEnv(name, value)
})
afterAll(() => {
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
})

type Profile = (claims: object, tokens: object) => { email?: string } | Promise<{ email?: string }>

/** The address that counts as the person's, from what the provider says of them. */
async function addressFrom(id: string, claims: object): Promise<string | undefined> {
  const provider = identityProviders().find((each) => each.id === id)
  const made = provider as { profile?: Profile; options?: { profile?: Profile } } | undefined
  const profile = made?.options?.profile ?? made?.profile
  return (await profile?.({ sub: 'eve', id: 1, login: 'eve', ...claims }, { access_token: 'x' }))?.email
}

describe('an address that the provider does not vouch for', () => {
  const email = 'ada@example.test'

  it.each(['sso', 'google'])('is not taken from %s', async (id) => {
    expect(await addressFrom(id, { email, email_verified: true })).toBe(email)
    for (const said of [false, 'true', 1, null, undefined]) {
      expect(await addressFrom(id, { email, email_verified: said })).toBeUndefined()
    }
  })

  it('is not taken from GitHub, whatever the profile says', async () => {
    const answer = (addresses: unknown) => vi.stubGlobal('fetch', async () => Response.json(addresses))
    answer([{ email, primary: true, verified: true }])
    expect(await addressFrom('github', { email: 'other@example.test' })).toBe(email)
    answer([{ email, primary: true, verified: false }])
    expect(await addressFrom('github', { email })).toBeUndefined()
    answer([{ email, primary: false, verified: true }])
    expect(await addressFrom('github', { email })).toBeUndefined()
    answer({ message: 'no scope' })
    expect(await addressFrom('github', { email })).toBeUndefined()
  })
})
