import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { type Git, GitError } from './git'
import type { LeasedRun } from './protocol'
import { ensureWorkspace } from './workspace'

/** Where a run works on a task of a project that has a repository. */
export type TaskTree = { folder: string; branch: string; isNew: boolean }

export type TreeWish = Pick<LeasedRun, 'companyId' | 'agentId'> & {
  /** Of the task. */
  identifier: string
  repository: NonNullable<LeasedRun['repository']>
}

/**
 * The working tree of an agent for a task: the same one in every run, on a branch of its own, which begins at the default branch or
 * goes on with what the branch of that name has. The objects are in one bare repository a company and address, fetched when a run
 * begins; a tree is never shared.
 * @param say takes what people should know
 * @throws GitError with a sentence
 */
export async function ensureTaskTree(
  git: Git,
  home: string,
  wish: TreeWish,
  say: (line: string) => void,
): Promise<TaskTree> {
  const folder = taskFolder(home, wish)
  const bare = bareFolder(home, wish)
  return oneAtATime(bare, async () => {
    const isThere = fs.existsSync(path.join(folder, '.git')) && !(await isHalfMade(git, folder))
    await refresh(git, bare, wish.repository.url).catch((error: Error) => {
      if (!isThere) throw error
      say(`The repository could not be fetched; it is as it was: ${error.message}`)
    })
    if (isThere) return { folder, branch: await git(folder, 'branch', '--show-current'), isNew: false }
    await removeRest(git, bare, folder)
    return { folder, branch: await addTree(git, bare, folder, wish), isNew: true }
  })
}

/**
 * Removes the tree of a task that is over, when nothing in it is unsaved: what was committed stays on its branch.
 * @returns whether it is gone
 */
export async function removeTaskTree(git: Git, home: string, wish: TreeWish): Promise<boolean> {
  const folder = taskFolder(home, wish)
  const bare = bareFolder(home, wish)
  if (!fs.existsSync(folder) || !fs.existsSync(bare)) return !fs.existsSync(folder)
  return oneAtATime(bare, () =>
    git(bare, 'worktree', 'remove', folder).then(
      () => true,
      () => false,
    ),
  )
}

function taskFolder(home: string, { companyId, agentId, identifier }: TreeWish): string {
  if (!/^\w[\w-]*$/.test(identifier)) throw new GitError(`"${identifier}" cannot be the name of a folder.`)
  return path.join(ensureWorkspace(home, companyId, agentId), 'tasks', identifier)
}

/** Companies do not share what they fetched, also of one address: each has its own credentials. */
function bareFolder(home: string, { companyId, repository }: TreeWish): string {
  const name = createHash('sha256').update(repository.url).digest('hex').slice(0, 24)
  return path.join(home, 'repositories', companyId, `${name}.git`)
}

const queues = new Map<string, Promise<unknown>>()

/** Git's own locks make the second one fail instead of wait. */
function oneAtATime<T>(key: string, work: () => Promise<T>): Promise<T> {
  const turn = (queues.get(key) ?? Promise.resolve()).then(work, work)
  queues.set(key, turn)
  const forget = () => {
    if (queues.get(key) === turn) queues.delete(key)
  }
  turn.then(forget, forget)
  return turn
}

/** Every step may be done again after it was cut off. */
async function refresh(git: Git, bare: string, url: string): Promise<void> {
  if (!fs.existsSync(path.join(bare, 'HEAD'))) {
    fs.mkdirSync(bare, { recursive: true, mode: 0o700 })
    await git(bare, 'init', '--bare', '--quiet')
  }
  await git(bare, 'config', 'remote.origin.url', url)
  await git(bare, 'config', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*')
  await git(bare, 'fetch', '--prune', '--quiet', 'origin')
  // which branch is the default one; an empty repository has none
  await git(bare, 'remote', 'set-head', 'origin', '--auto').catch(() => {})
}

/** Git locks a tree with this word until all files are there. */
async function isHalfMade(git: Git, folder: string): Promise<boolean> {
  const own = await git(folder, 'rev-parse', '--git-dir').catch(() => null)
  if (own === null) return true
  const lock = path.join(path.resolve(folder, own), 'locked')
  return fs.existsSync(lock) && fs.readFileSync(lock, 'utf8').startsWith('initializing')
}

async function removeRest(git: Git, bare: string, folder: string): Promise<void> {
  await git(bare, 'worktree', 'remove', '--force', '--force', folder).catch(() => {})
  fs.rmSync(folder, { recursive: true, force: true })
  await git(bare, 'worktree', 'prune')
}

async function addTree(git: Git, bare: string, folder: string, wish: TreeWish): Promise<string> {
  fs.mkdirSync(path.dirname(folder), { recursive: true })
  const branch = `paperclip/${wish.identifier}`
  const has = (ref: string) =>
    git(bare, 'rev-parse', '--verify', '--quiet', `${ref}^{commit}`).then(
      () => true,
      () => false,
    )
  const taken = await git(bare, 'worktree', 'list', '--porcelain')
  // somebody else's tree is on it: what was committed there is where this one begins
  const isTaken = taken.split('\n').includes(`branch refs/heads/${branch}`)
  const own = isTaken ? `${branch}-${wish.agentId.slice(-8)}` : branch
  if (await has(`refs/heads/${own}`)) {
    await git(bare, 'worktree', 'add', '--quiet', folder, own)
    return own
  }
  const starts = [`refs/heads/${branch}`, `refs/remotes/origin/${branch}`, defaultRef(wish.repository)]
  for (const start of starts) {
    if (!(await has(start))) continue
    await git(bare, 'worktree', 'add', '--quiet', '--no-track', '-b', own, folder, start)
    return own
  }
  const { defaultBranch } = wish.repository
  throw new GitError(
    defaultBranch
      ? `The repository has no branch ${defaultBranch}.`
      : 'The repository is empty, or does not say which branch is its default one.',
  )
}

const defaultRef = ({ defaultBranch }: TreeWish['repository']) => `refs/remotes/origin/${defaultBranch ?? 'HEAD'}`
