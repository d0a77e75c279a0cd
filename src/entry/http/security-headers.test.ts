import { expect, it } from 'vitest'

it('tells browsers to stay with HTTPS, where people come in over it', async () => {
  Object.assign(process.env, { DATABASE_URL: 'postgresql://localhost/none', BASE_URL: 'https://paperclip.example' })
  const { apiHeaders, commonHeaders } = await import('./security-headers')
  expect(Object.fromEntries(commonHeaders())).toMatchObject({
    'strict-transport-security': expect.stringMatching(/^max-age=\d{8}/),
  })
  expect(Object.fromEntries(apiHeaders())).toMatchObject({ 'strict-transport-security': expect.any(String) })
})
