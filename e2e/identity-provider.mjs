/**
 * A real OpenID provider for the sign-in journey: `identity-provider.mjs <port> <redirect address>`. Whatever name is typed at its
 * sign-in page becomes the person `<name>@example.test`; carol reads the company `ada-ltd`. Prints "ready" when it listens.
 */
import Provider from 'oidc-provider'

const [port, redirectUri] = process.argv.slice(2)

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: 'paperclip',
      client_secret: 'a-secret-for-tests-only',
      redirect_uris: [redirectUri],
      response_types: ['code'],
      grant_types: ['authorization_code'],
    },
  ],
  // what is asked for by scope comes in the ID token too
  conformIdTokenClaims: false,
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      name: `${id} Example`,
      email: `${id}@example.test`,
      email_verified: true,
      groups: id === 'carol' ? ['everybody', 'ada-ltd:viewer'] : ['everybody'],
    }),
  }),
  cookies: { keys: ['only-for-tests'] },
  features: { devInteractions: { enabled: true } },
  pkce: { required: () => true },
})

provider.listen(Number(port), '127.0.0.1', () => console.log('ready'))
