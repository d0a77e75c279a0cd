import pg from 'pg'
import { expect, it } from 'vitest'
import { hashToken, newToken } from '@/platform/crypto'
import { newId, parseId, publicId } from '@/platform/ids'
import type { AnswerCheck } from '@/testing/answer-check'
import { idIn, restClient } from '@/testing/rest-client'
import type { RunningServer } from '@/testing/running-server'
import type { Setting } from './setting'

/** Who comes in, what they may, and who leaves. */
export function members(setting: () => Setting & { server: RunningServer; check: AnswerCheck }): void {
  it('invites people, and shows a token once', async () => {
    const { api, company } = setting()
    const at = `/companies/${company}/invitations`
    const made = await api('POST', at, { role: 'operator', email: 'Eve@example.test', expires_in_days: 2 })
    expect(made).toMatchObject({ status: 201, body: { status: 'open', email: 'eve@example.test' } })
    expect(made.body.token).toMatch(/^pcp_invite_/)
    const listed = await api('GET', `${at}?limit=1`)
    expect(listed.body).toMatchObject({ invitations: [{ id: idIn(made), role: 'operator' }], next_cursor: null })
    expect(JSON.stringify(listed.body)).not.toContain(made.body.token)
    expect((await api('DELETE', `${at}/${idIn(made)}`)).body).toEqual({ id: idIn(made), revoked: true })
    expect((await api('GET', at)).body).toMatchObject({ invitations: [{ status: 'revoked' }] })
    const wrong = await api('POST', at, { role: 'king' })
    expect(wrong).toMatchObject({ status: 422, body: { details: { fields: [{ field: 'role' }] } } })
  })

  it('appoints and dismisses people, and keeps an owner', async () => {
    const { api, server } = setting()
    const company = idIn(await api('POST', '/companies', { name: 'Members', mission: 'Come and go' }))
    const at = `/companies/${company}/members`
    const last = await api('POST', `/companies/${company}/leave`, {})
    expect(last).toMatchObject({ status: 422, body: { code: 'last_owner' } })
    const [eve, max] = [await memberOf(server, company), await memberOf(server, company)]
    expect((await api('PUT', `${at}/${eve}/role`, { role: 'owner' })).body).toEqual({ id: eve, role: 'owner' })
    const team = idIn(await api('POST', `/companies/${company}/teams`, { name: 'Red' }))
    const role = `/teams/${team}/roles/${max}`
    expect((await api('PUT', role, { role: 'admin' })).body).toEqual({ team_id: team, person_id: max, role: 'admin' })
    const teamRoles = [{ team_id: team, team_name: 'Red', role: 'admin' }]
    expect((await api('GET', at)).body.members).toContainEqual(
      expect.objectContaining({ id: max, team_roles: teamRoles }),
    )
    expect((await api('DELETE', role)).body).toEqual({ team_id: team, person_id: max, deleted: true })
    expect((await api('DELETE', role)).status).toBe(404)
    expect((await api('DELETE', `${at}/${max}`)).body).toEqual({ id: max, removed: true })
    expect((await api('POST', `/companies/${company}/leave`, {})).body).toMatchObject({ removed: true })
    expect((await api('GET', at)).body).toMatchObject({ members: [{ id: eve, role: 'owner' }] })
  })

  it('makes people administrators of the installation and takes that back', async () => {
    const { api, server } = setting()
    const at = '/instance/administrators'
    expect((await api('POST', at, { email: 'nobody@example.test' })).status).toBe(404)
    expect((await api('DELETE', `${at}/${publicId('person', newId())}`)).status).toBe(404)
    const [ada, bob] = [await personAt(server, 'ada@example.test'), await personAt(server, 'bob@example.test')]
    for (const { email } of [ada, bob]) expect((await api('POST', at, { email })).status).toBe(201)
    expect((await api('GET', at)).body).toMatchObject({ administrators: [{ id: ada.id }, { id: bob.id }] })
    expect((await api('DELETE', `${at}/${bob.id}`)).body).toEqual({ id: bob.id, dismissed: true })
    expect(await api('DELETE', `${at}/${ada.id}`)).toMatchObject({ status: 422, body: { code: 'last_administrator' } })
  })

  it('gives a person what is theirs and lets them go, and keeps the account of the installation', async () => {
    const { api, server, check } = setting()
    expect(await api('GET', '/me/export')).toMatchObject({ status: 200, body: { text: expect.stringMatching(/^PK/) } })
    expect(await api('DELETE', '/me')).toMatchObject({ status: 422, body: { code: 'account_of_installation' } })
    const eve = await personAt(server, 'eve@example.test')
    const headers = { cookie: `paperclip-session=${eve.token}`, origin: server.url }
    const own = restClient(server.url, undefined, { check })
    expect(await own('DELETE', '/me', undefined, headers)).toMatchObject({ status: 200, body: { deleted: true } })
    expect((await own('GET', '/me/export', undefined, headers)).status).toBe(401)
  })
}

async function memberOf(server: RunningServer, company: string): Promise<string> {
  const { id } = await personAt(server, `${newId()}@example.test`)
  const values = [parseId('company', company), parseId('person', id)]
  await asOwner(server, `INSERT INTO "Membership" ("companyId", "personId", role) VALUES ($1, $2, 'operator')`, values)
  return id
}

/** Somebody who has signed in, with an address that was vouched for. */
async function personAt(server: RunningServer, email: string): Promise<{ id: string; email: string; token: string }> {
  const [id, token] = [newId(), newToken('pcp_session')]
  const person = 'INSERT INTO "Person" (id, name, email, "emailVerifiedAt") VALUES ($1, $2, $2, now())'
  await asOwner(server, person, [id, email])
  const session = `INSERT INTO "Session" ("tokenHash", "personId", "expiresAt") VALUES ($1, $2, now() + interval '1 h')`
  await asOwner(server, session, [hashToken(token), id])
  return { id: publicId('person', id), email, token }
}

async function asOwner(server: RunningServer, text: string, values: unknown[]): Promise<void> {
  const client = new pg.Client({ connectionString: server.databaseUrl })
  await client.connect()
  try {
    await client.query(text, values)
  } finally {
    await client.end()
  }
}
