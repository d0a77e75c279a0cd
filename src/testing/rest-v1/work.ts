import { expect, it } from 'vitest'
import { idIn } from '@/testing/rest-client'
import type { Setting } from './setting'

function fileForm(
  name: string,
  content: string | Uint8Array<ArrayBuffer>,
  fields: Record<string, string> = {},
): FormData {
  const form = new FormData()
  for (const [key, value] of Object.entries(fields)) form.set(key, value)
  form.set('file', new Blob([content]), name)
  return form
}

/** Tasks with all their fields, threads, labels, documents, files, bundles. */
export function work(setting: () => Setting): void {
  it('serves all fields and filters of a task', async () => {
    const { api, company, root } = setting()
    const label = idIn(await api('POST', `/companies/${company}/labels`, { name: 'bug', color: '#3366FF' }))
    expect((await api('PATCH', `/labels/${label}`, { name: 'defect' })).body.label).toMatchObject({ name: 'defect' })
    expect((await api('GET', `/companies/${company}/labels`)).body.labels).toMatchObject([
      { id: label, color: '#3366ff' },
    ])
    const project = idIn(await api('POST', `/companies/${company}/projects`, { name: 'Zeus' }))
    const first = idIn(await api('POST', `/companies/${company}/tasks`, { title: 'First' }))
    const made = await api('POST', `/companies/${company}/tasks`, {
      ...{ title: 'Second', labels: [label], blocked_by: [first], project_id: project, billing_code: 'X1' },
      ...{ due_at: '2027-01-01T00:00:00Z', accountable: { kind: 'agent', id: root } },
      acceptance: [{ kind: 'command_exit_0', command: 'npm test', timeout_seconds: 60 }],
      execution_policy: {
        comment_required: false,
        stages: [{ type: 'review', participants: [{ type: 'agent', id: root }] }],
      },
    })
    expect(made).toMatchObject({
      status: 201,
      body: {
        ...{ labels: [{ id: label, name: 'defect' }], blocked_by: [{ id: first }], unresolved_blockers: 1 },
        ...{ project: { id: project, key: 'zeus' }, billing_code: 'X1', accountable: { kind: 'agent', id: root } },
        acceptance: [{ kind: 'command_exit_0', timeout_seconds: 60 }],
        execution_policy: { comment_required: false, stages: [{ participants: [{ type: 'agent', id: root }] }] },
      },
    })
    const found = await api('GET', `/companies/${company}/tasks?label_id=${label}&project_id=${project}&blocked=true`)
    expect(found.body.tasks).toMatchObject([{ id: idIn(made) }])
    const changed = await api('PATCH', `/tasks/${idIn(made)}`, { blocked_by: [], labels: [], comment: 'No wait.' })
    expect(changed.body).toMatchObject({ unresolved_blockers: 0, labels: [], messages_count: 1 })
    const wrong = await api('PATCH', `/tasks/${idIn(made)}`, { acceptance: [{ kind: 'prayer' }] })
    expect(wrong).toMatchObject({ status: 422, body: { code: 'invalid_input' } })
    expect(JSON.stringify(wrong.body.details)).toContain('acceptance.0.kind')
    expect((await api('POST', `/tasks/${idIn(made)}/force-release`, { clear_assignee: true })).status).toBe(200)
    expect((await api('DELETE', `/labels/${label}`)).body).toEqual({ id: label, deleted: true })
  })

  it('lets something be done outside once', async () => {
    const { api, company } = setting()
    const path = `/tasks/${idIn(await api('POST', `/companies/${company}/tasks`, { title: 'Pay' }))}/effects`
    expect((await api('POST', path, { key: 'invoice:42' })).body).toMatchObject({ is_new: true, state: 'claimed' })
    const settled = await api('PATCH', `${path}/invoice:42`, { state: 'failed', result: 'no network' })
    expect(settled.body.effect).toMatchObject({ state: 'failed', result: 'no network' })
    expect((await api('POST', path, { key: 'invoice:42' })).body).toMatchObject({ is_new: true, result: null })
    expect((await api('GET', path)).body.effects).toMatchObject([{ key: 'invoice:42', state: 'claimed' }])
  })

  it('asks structured questions on a thread', async () => {
    const { api, company, root } = setting()
    const task = idIn(await api('POST', `/companies/${company}/tasks`, { title: 'Decide' }))
    const ask = async (body: object) => idIn(await api('POST', `/tasks/${task}/interactions`, body))
    const confirm = { kind: 'request_confirmation', payload: { prompt: 'Go?' }, request_key: 'go' }
    const go = await ask(confirm)
    expect(await ask(confirm)).toBe(go)
    const accepted = await api('POST', `/interactions/${go}/accept`, { note: 'Yes.' })
    expect(accepted.body).toMatchObject({ status: 'accepted', interaction: { result: { note: 'Yes.' } } })
    expect((await api('POST', `/interactions/${go}/reject`, {})).status).toBe(422)
    const what = await ask({ kind: 'ask_user_questions', payload: { questions: [{ id: 'q', prompt: 'What?' }] } })
    expect((await api('POST', `/interactions/${what}/answer`, { answers: {} })).status).toBe(422)
    expect((await api('POST', `/interactions/${what}/answer`, { answers: { q: 'This' } })).body.status).toBe('answered')
    const no = await ask({ kind: 'request_confirmation', payload: { prompt: 'No?' } })
    expect((await api('POST', `/interactions/${no}/reject`, {})).body.status).toBe('rejected')
    const back = await ask({ kind: 'suggest_tasks', payload: { tasks: [{ title: 'One' }] } })
    expect((await api('POST', `/interactions/${back}/withdraw`, {})).body.status).toBe('cancelled')
    expect((await api('GET', `/interactions/${back}`)).body).toMatchObject({ kind: 'suggest_tasks' })
    const tasks = [
      { client_key: 'a', title: 'Draw', assigned_to: root },
      { title: 'Paint', parent_client_key: 'a' },
    ]
    const plan = await ask({ kind: 'suggest_tasks', payload: { tasks } })
    expect((await api('GET', `/interactions/${plan}`)).body).toMatchObject({ payload: { tasks } })
    const made = await api('POST', `/interactions/${plan}/accept`, {})
    expect(made.body).toMatchObject({ result: { task_ids: [expect.stringMatching(/^tsk_/), expect.any(String)] } })
    const wrong = { kind: 'suggest_tasks', payload: { tasks: [{ title: 'x', assigned_to: 'nobody' }] } }
    expect((await api('POST', `/tasks/${task}/interactions`, wrong)).status).toBe(422)
    const listed = await api('GET', `/tasks/${task}/interactions?status=answered`)
    expect(listed.body.interactions).toMatchObject([{ id: what }])
    expect((await api('POST', `/tasks/${task}/interactions`, { kind: 'suggest_tasks', payload: {} })).status).toBe(422)
  })

  it('hands on a part of a task', async () => {
    const { api, company, root } = setting()
    const dev = idIn(await api('POST', `/companies/${company}/agents`, { name: 'Delia', reports_to: root }))
    const task = idIn(await api('POST', `/companies/${company}/tasks`, { title: 'Whole', assigned_to: root }))
    const part = await api('POST', `/tasks/${task}/delegate`, { to_agent_id: dev, as_subtask: true, title: 'Part' })
    expect(part.status).toBe(200)
    const children = await api('GET', `/companies/${company}/tasks?parent_task_id=${task}`)
    expect(children.body.tasks).toMatchObject([{ title: 'Part', assigned_to: dev, request_depth: 1 }])
  })

  it('keeps what a message said before', async () => {
    const { api, company, raw } = setting()
    const task = idIn(await api('POST', `/companies/${company}/tasks`, { title: 'Talk' }))
    const message = idIn(await api('POST', `/tasks/${task}/messages`, { content: 'Frist' }))
    const edited = await api('PATCH', `/messages/${message}`, { content: 'First' })
    expect(edited.body).toMatchObject({ content: 'First', edited_at: expect.any(String) })
    expect((await api('GET', `/messages/${message}`)).body.content).toBe('First')
    const before = await api('GET', `/messages/${message}/revisions`)
    expect(before.body.revisions).toMatchObject([{ revision: 1, content: 'Frist', editor: { kind: 'person' } }])
    const text = await raw('GET', `/tasks/${task}/conversation`)
    expect([text.headers.get('content-type'), await text.text()]).toEqual([
      expect.stringContaining('text/markdown'),
      expect.stringContaining('First'),
    ])
  })

  it('serves documents with their revisions', async () => {
    const { api, company } = setting()
    const task = idIn(await api('POST', `/companies/${company}/tasks`, { title: 'Plan' }))
    const at = `/tasks/${task}/documents/plan`
    const first = await api('PUT', at, { body: 'one', title: 'Plan' })
    expect(first.body).toMatchObject({ key: 'plan', revision: 1, document: { body: 'one' } })
    const base = first.body.revision_id
    expect((await api('PUT', at, { body: 'two', base_revision_id: base })).body).toMatchObject({ revision: 2 })
    expect((await api('PUT', at, { body: 'late', base_revision_id: base })).status).toBe(412)
    expect((await api('GET', `${at}/revisions`)).body.revisions).toMatchObject([{ revision: 2 }, { revision: 1 }])
    expect((await api('GET', `${at}/revisions/${base}`)).body).toMatchObject({ body: 'one' })
    expect((await api('POST', `${at}/revisions/${base}/restore`)).body).toMatchObject({ revision: 3, body: 'one' })
    expect((await api('POST', `${at}/lock`)).body).toMatchObject({ locked_at: expect.any(String) })
    expect((await api('POST', `${at}/unlock`)).body).toMatchObject({ locked_at: null })
    expect((await api('GET', `/tasks/${task}/documents`)).body.documents).toMatchObject([{ key: 'plan' }])
    expect((await api('GET', at)).body.body).toBe('one')
    expect((await api('DELETE', at)).body).toEqual({ key: 'plan', deleted: true })
    expect((await api('GET', at)).status).toBe(404)
  })

  it('takes files and gives them back', async () => {
    const { api, company, raw } = setting()
    const task = idIn(await api('POST', `/companies/${company}/tasks`, { title: 'Files' }))
    const sent = await raw('POST', `/tasks/${task}/attachments`, fileForm('note.txt', 'hello'))
    const file = (await sent.json()) as { id: string }
    expect([sent.status, file]).toMatchObject([
      201,
      { file_name: 'note.txt', byte_size: 5, attachment: { task_id: task } },
    ])
    expect((await api('GET', `/attachments/${file.id}`)).body).toMatchObject({ id: file.id })
    expect((await api('GET', `/tasks/${task}/attachments`)).body.attachments).toMatchObject([{ id: file.id }])
    expect(await (await raw('GET', `/attachments/${file.id}/content`)).text()).toBe('hello')
    expect((await api('DELETE', `/attachments/${file.id}`)).body).toEqual({ id: file.id, deleted: true })
    const none = await raw('POST', `/tasks/${task}/attachments`, new FormData())
    expect([none.status, await none.json()]).toMatchObject([422, { details: { fields: [{ field: 'file' }] } }])
  })

  it('takes a company away as a bundle, and founds another from it', async () => {
    const { api, company, raw } = setting()
    const saved = await raw('GET', `/companies/${company}/export`)
    expect(saved.headers.get('content-disposition')).toBe('attachment; filename="routes.paperclip"')
    const bundle = new Uint8Array(await saved.arrayBuffer())
    const form = (fields: Record<string, string> = {}) => fileForm('routes.paperclip', bundle, fields)
    const preview = await raw('POST', '/companies/import/preview', form())
    expect([preview.status, await preview.json()]).toMatchObject([
      200,
      { plan: { company: { action: 'create' }, errors: [] } },
    ])
    const flagged = await raw('POST', '/companies/import?preview=true', form())
    expect([flagged.status, await flagged.json()]).toMatchObject([200, { plan: { company: { action: 'create' } } }])
    const made = await raw('POST', '/companies/import', form({ name: 'Copy' }))
    const copy = (await made.json()) as { id: string }
    expect([made.status, copy]).toMatchObject([201, { name: 'Copy', company: { name: 'Copy' } }])
    const inside = `/companies/${copy.id}/import`
    expect(await (await raw('POST', `${inside}/preview`, form())).json()).toMatchObject({
      plan: { company: { action: 'extend' } },
    })
    const again = await raw('POST', inside, form({ include: 'labels', collisions: 'skip' }))
    expect([again.status, await again.json()]).toMatchObject([201, { id: copy.id }])
    const inline = await api('POST', '/companies/import', {
      files: { 'company.json': JSON.stringify({ name: 'Inline', mission: 'Small' }) },
    })
    expect(inline).toMatchObject({ status: 201, body: { name: 'Inline', agents: [] } })
    const broken = await raw('POST', '/companies/import', fileForm('x.paperclip', 'no zip'))
    expect([broken.status, await broken.json()]).toMatchObject([
      422,
      { code: expect.any(String), error: expect.any(String) },
    ])
  })
}
