import pg from 'pg'
import { expect, it } from 'vitest'
import { newId, parseId, publicId } from '@/platform/ids'
import { idIn } from '@/testing/rest-client'
import type { RunningServer } from '@/testing/running-server'
import type { Setting } from './setting'

/** Who comes in, what they may, and who leaves. */
export function members(setting: () => Setting & { server: RunningServer }): void {
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
}

async function memberOf(server: RunningServer, company: string): Promise<string> {
  const id = newId()
  const client = new pg.Client({ connectionString: server.databaseUrl })
  await client.connect()
  try {
    await client.query(`INSERT INTO "Person" (id, name) VALUES ($1, 'Somebody')`, [id])
    const values = [parseId('company', company), id]
    await client.query(`INSERT INTO "Membership" ("companyId", "personId", role) VALUES ($1, $2, 'operator')`, values)
  } finally {
    await client.end()
  }
  return publicId('person', id)
}
