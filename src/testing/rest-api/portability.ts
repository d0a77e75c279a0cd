import { expect, it } from 'vitest'
import { idIn, type RestClient, rowsIn } from '@/testing/rest-client'

/** What the suite is given: a client, a company and its root agent, and the bytes of an answer. */
export type Setting = { api: RestClient; company: string; root: string; download(path: string): Promise<Blob> }

type Files = Record<string, string>
type Row = Record<string, unknown>

const PACKAGE: Files = {
  'COMPANY.md': '---\nname: Text Shop\ndescription: Ship texts\nschema: agentcompanies/v1\n---\n',
  'agents/ceo/AGENTS.md': '---\nname: Ann\n---\nLead.',
  'agents/dev/AGENTS.md': '---\nname: Bob\nreportsTo: ceo\n---\nBuild.',
  'projects/site/PROJECT.md': '---\nname: Site\nowner: dev\n---\n',
  'tasks/weekly/TASK.md': '---\nname: Weekly\nassignee: dev\nproject: site\nrecurring: true\n---\nLook.',
  '.paperclip.yaml': 'agents: {dev: {inputs: {env: {KEY: {kind: secret, requirement: required, description: Of X}}}}}',
}
const inline = (files: Files, more: object = {}) => ({
  ...{ source: { type: 'inline', rootPath: 'x', files }, target: { mode: 'new_company' }, agents: 'all', ...more },
})

/** Companies as files, in and out; instructions as a file. */
export function portability(setting: () => Setting): void {
  it('gives a company away as JSON and as a file, and takes both back', async () => {
    const { api, company, root, download } = setting()
    const exported = await api('POST', `/companies/${company}/export`, {})
    const files = exported.body.files as Files
    expect(exported).toMatchObject({ status: 200, body: { manifest: { format: 'paperclip-company' }, warnings: [] } })
    expect((await api('POST', `/companies/${company}/exports`)).body.files).toEqual(files)
    const some = { include: { agents: true } }
    const seen = await api('POST', `/companies/${company}/exports/preview`, some)
    expect(seen.body).toMatchObject({ counts: { agents: expect.any(Number), projects: 0, issues: 0 } })
    expect(seen.body.fileInventory).toEqual(expect.arrayContaining([{ path: 'company.json', kind: 'company' }]))
    const wish = await api('POST', `/companies/${company}/export`, { agents: [root] })
    expect(wish).toMatchObject({ status: 422, body: { code: 'export_of_single_things' } })

    const target = { mode: 'new_company', newCompanyName: 'Back again' }
    const back = await api('POST', '/companies/import', inline(files, { target }), { 'idempotency-key': 'back' })
    const again = await api('POST', '/companies/import', inline(files, { target }), { 'idempotency-key': 'back' })
    expect(back).toMatchObject({ status: 200, body: { company: { name: 'Back again', action: 'created' } } })
    expect(again.body).toEqual(back.body)
    const form = new FormData()
    form.set('file', await download(`/companies/${company}/export`), 'x.paperclip')
    expect(await api('GET', `/companies/${company}/export?include=agents`)).toMatchObject({ status: 200 })
    form.set('newCompanyName', 'From a file')
    expect((await api('POST', '/companies/import/preview', form)).body).toMatchObject({
      targetCompanyId: null,
      targetCompanyName: 'From a file',
      plan: { companyAction: 'create' },
      errors: [],
    })
    expect((await api('POST', '/companies/import', form)).body).toMatchObject({ company: { name: 'From a file' } })
  })

  it('takes packages of texts: paused, and by the names that are wanted', async () => {
    const { api } = setting()
    const preview = await api('POST', '/companies/import/preview', inline(PACKAGE))
    expect(preview.body).toMatchObject({
      plan: {
        companyAction: 'create',
        agentPlans: [
          { slug: 'ceo', action: 'create', plannedName: 'Ann', existingAgentId: null },
          { slug: 'dev', action: 'create', plannedName: 'Bob' },
        ],
        projectPlans: [{ slug: 'site', plannedName: 'Site', existingProjectId: null }],
        issuePlans: [{ plannedTitle: 'Weekly', action: 'create' }],
      },
      envInputs: [{ key: 'KEY', agentSlug: 'dev', kind: 'secret', requirement: 'required', description: 'Of X' }],
      warnings: expect.arrayContaining([expect.stringContaining('it recurs')]),
    })
    const made = await api('POST', '/companies/import', inline(PACKAGE, { nameOverrides: { dev: 'Carl' } }))
    expect(made.body).toMatchObject({
      agents: [
        { slug: 'ceo', action: 'created' },
        { slug: 'dev', name: 'Carl' },
      ],
      projects: [{ slug: 'site', action: 'created', name: 'Site' }],
    })
    const { id } = made.body.company as { id: string }
    const agents = rowsIn(await api('GET', `/companies/${id}/agents`))
    expect(agents).toMatchObject([
      { name: 'Ann', status: 'paused' },
      { name: 'Carl', status: 'paused' },
    ])
    expect(rowsIn(await api('GET', `/companies/${id}/issues`))).toMatchObject([{ title: 'Weekly', status: 'backlog' }])
  })

  it('brings things into a company, and there into no other and over nothing', async () => {
    const { api } = setting()
    const here = idIn(await api('POST', '/companies', { name: 'Receiver' }))
    await api('POST', `/companies/${here}/agents`, { name: 'Ann', adapterType: 'process', instructions: 'Mine' })
    const target = { mode: 'existing_company', companyId: here }
    const at = `/companies/${here}/imports`
    const plans = async (path: string, more: object) => {
      const answer = await api('POST', path, inline(PACKAGE, { target, ...more }))
      return (answer.body.plan as { agentPlans: Row[] }).agentPlans.map((row) => [
        row.slug,
        row.action,
        row.plannedName,
      ])
    }
    const renamed = [
      ['ceo', 'create', 'Ann 2'],
      ['dev', 'create', 'Bob'],
    ]
    expect(await plans(`${at}/preview`, {})).toEqual(renamed)
    expect(await plans('/companies/import/preview', { collisionStrategy: 'replace', agents: ['ceo'] })).toEqual([
      ['ceo', 'update', 'Ann'],
    ])
    expect(await plans(`${at}/preview`, { selectedFiles: ['agents/dev/AGENTS.md'] })).toEqual([renamed[1]])
    for (const path of [`${at}/preview`, `${at}/apply`]) {
      const over = await api('POST', path, inline(PACKAGE, { target, collisionStrategy: 'replace' }))
      expect(over).toMatchObject({ status: 422, body: { code: 'replace_refused' } })
      expect(await api('POST', path, inline(PACKAGE))).toMatchObject({
        status: 422,
        body: { code: 'target_elsewhere' },
      })
    }
    const wanted = { target: undefined, collisionStrategy: 'skip', include: { agents: true } }
    const done = await api('POST', `${at}/apply`, inline(PACKAGE, wanted))
    expect(done.body).toMatchObject({
      company: { id: here, name: 'Receiver', action: 'unchanged' },
      agents: [
        { slug: 'ceo', action: 'skipped' },
        { slug: 'dev', action: 'created' },
      ],
      projects: [],
    })
    const agents = rowsIn(await api('GET', `/companies/${here}/agents`))
    expect(agents.map(({ name }) => name)).toEqual(['Ann', 'Bob'])
    expect(rowsIn(await api('GET', `/companies/${here}/issues`))).toEqual([])
  })

  it('says what is wrong with an import', async () => {
    const { api, company, root } = setting()
    const fetched = { ...inline({}), source: { type: 'github', url: 'https://github.com/a/b' } }
    const refused = await api('POST', '/companies/import', fetched)
    expect(refused).toMatchObject({ status: 400, body: { code: 'source_not_fetched' } })
    expect(refused.body.error).toContain('{"type": "inline", "files"')
    const broken = await api('POST', '/companies/import/preview', inline({ 'COMPANY.md': '---\nname: [\n---\n' }))
    expect(broken).toMatchObject({ status: 400, body: { code: 'bundle_unreadable' } })
    expect(broken.body.error).toContain('COMPANY.md: is not YAML')
    expect((await api('POST', '/companies/import', inline({ '../COMPANY.md': 'x' }))).status).toBe(400)
    expect((await api('POST', '/companies/import', { source: { type: 'inline' } })).status).toBe(400)
    expect((await api('POST', '/companies/import', new FormData())).status).toBe(400)
    const nowhere = { mode: 'existing_company', companyId: '0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee' }
    expect((await api('POST', '/companies/import', inline(PACKAGE, { target: nowhere }))).status).toBe(404)
    const key = await api('POST', `/agents/${root}/keys`, { name: 'thief' })
    const asAgent = { authorization: `Bearer ${key.body.token}` }
    expect((await api('POST', `/companies/${company}/export`, {}, asAgent)).status).toBe(403)
    expect((await api('POST', '/companies/import', inline(PACKAGE), asAgent)).status).toBe(403)
    expect(
      (await api('POST', `/companies/${company}/imports/apply`, inline(PACKAGE, { target: undefined }), asAgent))
        .status,
    ).toBe(403)
  })

  it('has instructions as one file, and keeps every version', async () => {
    const { api, company } = setting()
    const body = { name: 'Instructed', adapterType: 'process', instructions: 'Zoë' }
    const id = idIn(await api('POST', `/companies/${company}/agents`, body))
    const at = `/agents/${id}/instructions-bundle`
    expect((await api('GET', at)).body).toMatchObject({
      entryFile: 'AGENTS.md',
      files: [{ path: 'AGENTS.md', size: 4 }],
    })
    expect((await api('GET', `${at}/file?path=AGENTS.md`)).body).toMatchObject({ content: 'Zoë', isEntryFile: true })
    const put = await api('PUT', `${at}/file`, { path: 'AGENTS.md', content: '# More' })
    expect(put).toMatchObject({ status: 200, body: { content: '# More' } })
    expect((await api('GET', `/agents/${id}`)).body).toMatchObject({ name: 'Instructed' })
    expect((await api('PUT', `${at}/file?path=AGENTS.md`, {})).status).toBe(400)
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const other = await api(method, `${at}/file?path=SOUL.md`, method === 'PUT' ? { content: 'x' } : undefined)
      expect(other).toMatchObject({ status: 422, body: { code: 'one_instructions_file' } })
    }
    expect((await api('DELETE', `${at}/file?path=AGENTS.md`)).body).toMatchObject({ files: [{ size: 0 }] })
    const revisions = rowsIn(await api('GET', `/agents/${id}/config-revisions`))
    expect(revisions.map(({ changedKeys }) => changedKeys).slice(0, 2)).toEqual([['instructions'], ['instructions']])
    await api('POST', `/agents/${id}/config-revisions/2/rollback`)
    expect((await api('GET', `${at}/file`)).body).toMatchObject({ content: '# More' })
  })
}
