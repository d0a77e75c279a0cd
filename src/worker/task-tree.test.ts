import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connect } from './control-plane'
import { KEY, leasedRun, startControlPlane, type TestControlPlane, until } from './control-plane-for-tests'
import type { LeasedRun } from './protocol'
import { sweepTrees, treesIn } from './tree-sweep'
import { createWorker, type Worker } from './worker'

let control: TestControlPlane
let home: string
let origin: string
let worker: Worker

/** Runs git as a person would, in a folder. */
function git(folder: string, ...args: string[]): string {
  const who = ['-c', 'user.name=Person', '-c', 'user.email=person@example.com']
  return execFileSync('git', ['-C', folder, ...who, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim()
}

beforeEach(async () => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'paperclip-tree-'))
  origin = path.join(home, 'origin')
  fs.mkdirSync(origin)
  git(origin, 'init', '--quiet', '--initial-branch=main')
  fs.writeFileSync(path.join(origin, 'README'), 'first\n')
  git(origin, 'add', '.')
  git(origin, 'commit', '--quiet', '-m', 'First')
  control = await startControlPlane()
  const settings = { url: control.url, key: KEY, home, capacity: 8, name: 't', labels: [], mayCallPrivate: true }
  worker = createWorker(settings, connect(control.url, KEY), () => {})
  void worker.work()
})
afterEach(async () => {
  await worker.stopNow()
  await control.close()
  fs.rmSync(home, { recursive: true, force: true })
})

const IDS = { companyId: 'c1', agentId: 'agent-one' }
const task = (identifier: string) => ({ id: identifier, identifier, title: 'T', description: '', goalAncestry: [] })

function onTask(identifier: string, command: string, own: Partial<LeasedRun> = {}): LeasedRun {
  const repository = { url: origin, defaultBranch: null }
  return leasedRun(command, { ...IDS, task: task(identifier), repository, ...own })
}

async function finish(run: LeasedRun) {
  if (!control.queue.includes(run)) control.queue.push(run)
  await until(() => control.finished.has(run.runId), 'the run finished')
  return control.finished.get(run.runId)!
}
const said = (run: LeasedRun) => (control.events.get(run.runId) ?? []).map((event) => event.text)
const treeOf = (identifier: string, agentId = IDS.agentId) =>
  path.join(home, 'workspaces', 'c1', agentId, 'tasks', identifier)

describe('a task of a project with a repository', () => {
  it('is worked on in a tree of its own, on a branch of its own, in the name of the agent', async () => {
    const command = 'pwd; cat README; echo $PAPERCLIP_BRANCH; echo more > more; git add more; git commit -qm More'
    const run = onTask('T-1', command)
    expect(await finish(run)).toMatchObject({ outcome: 'succeeded' })
    expect(said(run)).toEqual(expect.arrayContaining([treeOf('T-1'), 'first', 'paperclip/T-1']))
    expect(git(treeOf('T-1'), 'log', '-1', '--format=%an %s %D')).toBe('Tester More HEAD -> paperclip/T-1')
    expect(git(origin, 'status', '--porcelain')).toBe('')
  })

  it('pain 10: goes on in the same tree, with what was left in it, and sees what others pushed meanwhile', async () => {
    await finish(onTask('T-1', 'echo draft > draft; echo changed > README; exit 1'))
    fs.writeFileSync(path.join(origin, 'later'), '')
    git(origin, 'add', '.')
    git(origin, 'commit', '--quiet', '-m', 'Later')
    const again = onTask('T-1', 'cat draft README; git log -1 --format=%s origin/main; git status --porcelain')
    expect(await finish(again)).toMatchObject({ outcome: 'succeeded' })
    expect(said(again)).toEqual(expect.arrayContaining(['draft', 'changed', 'Later', ' M README', '?? draft']))
  })

  it('pain 40: shares no tree: not with another task, not with another agent, also when all begin at once', async () => {
    const command =
      'echo $PAPERCLIP_RUN_ID > mine; git add mine; sleep 0.3; git commit -qm "$PAPERCLIP_RUN_ID"; git show --stat --format=%s; pwd'
    const runs = ['T-1', 'T-2', 'T-3'].flatMap((name) =>
      ['agent-one', 'agent-two'].map((agentId) => onTask(name, command, { agentId })),
    )
    control.queue.push(...runs)
    const ends = await Promise.all(runs.map(finish))
    expect(ends.map((end) => end.outcome)).toEqual(runs.map(() => 'succeeded'))
    for (const run of runs)
      expect(said(run)).toEqual(expect.arrayContaining([run.runId, treeOf(run.task!.identifier, run.agentId)]))
    expect(git(treeOf('T-1', 'agent-one'), 'show', '--format=', '--name-only')).toBe('mine')
  })

  it('that goes to another agent goes on with what was committed', async () => {
    await finish(onTask('T-1', 'echo a > a; git add a; git commit -qm "By one"'))
    const other = onTask('T-1', 'git log -1 --format=%s; git branch --show-current', { agentId: 'agent-two' })
    await finish(other)
    expect(said(other)).toEqual(expect.arrayContaining(['By one', 'paperclip/T-1-gent-two']))
  })

  it('begins at the branch that the project names', async () => {
    git(origin, 'switch', '--quiet', '-c', 'next')
    fs.writeFileSync(path.join(origin, 'README'), 'next\n')
    git(origin, 'commit', '--quiet', '-am', 'Next')
    git(origin, 'switch', '--quiet', 'main')
    const run = onTask('T-1', 'cat README', { repository: { url: origin, defaultBranch: 'next' } })
    await finish(run)
    expect(said(run)).toContain('next')
    const missing = onTask('T-2', 'cat README', { repository: { url: origin, defaultBranch: 'none' } })
    expect((await finish(missing)).error).toContain('The repository has no branch none.')
  })

  it('leaves no tree behind when it is over and all is committed; unsaved work stays', async () => {
    const clean = onTask('T-1', 'echo a > a; git add a; git commit -qm A')
    const dirty = onTask('T-2', 'echo a > a')
    for (const run of [clean, dirty]) control.over.add(run.runId)
    await Promise.all([finish(clean), finish(dirty)])
    await until(() => !fs.existsSync(treeOf('T-1')), 'the tree was removed')
    expect(fs.readFileSync(path.join(treeOf('T-2'), 'a'), 'utf8')).toBe('a\n')
    const again = onTask('T-1', 'git log -1 --format=%s')
    await finish(again)
    expect(said(again)).toContain('A')
  })

  it('leaves no tree behind when people end it, either; but never one in which a run works, or one with unsaved work', async () => {
    await finish(onTask('T-1', 'true'))
    await finish(onTask('T-2', 'true'))
    await finish(onTask('T-3', 'echo a > a'))
    await finish(onTask('T-4', 'true'))
    for (const name of ['T-1', 'T-3', 'T-4']) control.overTasks.add(name)
    const isBusy = ({ identifier }: { identifier: string }) => identifier === 'T-4'
    expect(await sweepTrees(home, 'w', connect(control.url, KEY), isBusy)).toEqual(['T-1'])
    expect(treesIn(home).map((tree) => tree.identifier)).toEqual(['T-2', 'T-3', 'T-4'])
  })

  it('gives no variable of the worker to a program that an agent left in the repository', async () => {
    const spy = path.join(home, 'spy')
    fs.writeFileSync(spy, `#!/bin/sh\nenv >> ${home}/seen; exit 1\n`, { mode: 0o755 })
    const leave = ['core.fsmonitor', 'filter.spy.clean', 'diff.external', 'core.sshCommand', 'core.pager']
    const run = onTask(
      'T-1',
      `${leave.map((name) => `git config ${name} ${spy}`).join(' && ')}; echo '* filter=spy' > .gitattributes; touch README; exit 1`,
    )
    await finish(run)
    // the tree of another agent of the company has the same settings
    await finish(onTask('T-2', 'touch README', { agentId: 'agent-two' }))
    process.env.PAPERCLIP_WORKER_KEY = KEY
    process.env.DATABASE_URL = 'postgresql://secret'
    control.overTasks.add('T-1').add('T-2')
    await sweepTrees(home, 'w', connect(control.url, KEY), () => false)
    delete process.env.PAPERCLIP_WORKER_KEY
    delete process.env.DATABASE_URL
    const seen = fs.existsSync(path.join(home, 'seen')) ? fs.readFileSync(path.join(home, 'seen'), 'utf8') : ''
    expect(seen).toContain('PATH=')
    expect(seen).not.toContain(KEY)
    expect(seen).not.toContain('postgresql://secret')
  })

  it('is made anew when the worker was killed while it was made', async () => {
    await finish(onTask('T-1', 'true'))
    const own = path.resolve(treeOf('T-1'), git(treeOf('T-1'), 'rev-parse', '--git-dir'))
    fs.writeFileSync(path.join(own, 'locked'), 'initializing')
    fs.rmSync(path.join(treeOf('T-1'), 'README'))
    const again = onTask('T-1', 'cat README')
    expect(await finish(again)).toMatchObject({ outcome: 'succeeded' })
    expect(said(again)).toContain('first')
  })

  it('goes on while the repository is away, and says why it cannot begin without it', async () => {
    await finish(onTask('T-1', 'true'))
    fs.renameSync(origin, `${origin}-away`)
    const known = onTask('T-1', 'cat README')
    expect(await finish(known)).toMatchObject({ outcome: 'succeeded' })
    expect(said(known).join('\n')).toContain('The repository could not be fetched; it is as it was')
    const fresh = onTask('T-9', 'true', { companyId: 'c2' })
    const end = await finish(fresh)
    expect(end).toMatchObject({ outcome: 'failed', errorCode: 'not_started' })
    expect(end.error).toContain('The repository could not be prepared')
  })

  it('does not wait for a person who would know the password, nor run what the address says', async () => {
    const http = await import('node:http')
    const locked = http.createServer((_, response) =>
      response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end(),
    )
    await new Promise<void>((resolve) => locked.listen(0, '127.0.0.1', resolve))
    const address = locked.address()
    const port = typeof address === 'object' ? address?.port : 0
    const asks = onTask('T-1', 'true', { repository: { url: `http://127.0.0.1:${port}/a.git`, defaultBranch: null } })
    expect((await finish(asks)).error).toMatch(/could not read Username|Authentication failed/)
    locked.close()
    const url = `ext::sh -c touch% ${home}/hacked`
    const runs = onTask('T-2', 'true', { repository: { url, defaultBranch: null } })
    expect(await finish(runs)).toMatchObject({ errorCode: 'not_started' })
    expect(fs.existsSync(path.join(home, 'hacked'))).toBe(false)
  })

  it('says so when the worker has no git', async () => {
    const run = onTask('T-1', 'true', { runtimeConfig: { command: 'true', env: { PATH: '/nowhere' } } })
    expect((await finish(run)).error).toContain('git was not found on this worker')
  })
})
