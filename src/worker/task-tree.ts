import type { Mask } from '@/platform/mask'
import { createGit } from './git'
import type { LeasedRun } from './protocol'
import { ensureTaskTree, removeTaskTree, type TaskTree, type TreeWish } from './repository'
import { type Activity, notStarted, type Outcome, type Runtime, type Start } from './runtimes/runtime'

/** What a run asks of a repository; null for one whose task has none. */
export function treeWishOf({ companyId, agentId, task, repository }: LeasedRun): TreeWish | null {
  return task && repository ? { companyId, agentId, identifier: task.identifier, repository } : null
}

export type InTree = {
  home: string
  wish: TreeWish
  runtime: Runtime
  /** All but the folder. */
  start: Omit<Start, 'workspace'>
  /** The process of a git command. */
  onGit(pid: number): void
}

/** Begins a run in the tree of its task, which is made or found first; a stop ends that, too. */
export function startInTree({ home, wish, runtime, start, onGit }: InTree): Activity {
  const ending = new AbortController()
  let graceSeconds = 0
  let activity: Activity | null = null

  async function work(): Promise<Outcome> {
    const { run, mask, workerEnv } = start
    const git = createGit({ run, mask, workerEnv, signal: ending.signal, onStarted: onGit })
    let tree: TaskTree
    try {
      tree = await ensureTaskTree(git, home, wish, (line) => start.log('system', line))
    } catch (error) {
      return notStarted(`The repository could not be prepared: ${error instanceof Error ? error.message : error}`)
    }
    start.log('system', `${tree.isNew ? 'Made' : 'Back in'} the tree of ${wish.identifier}, on branch ${tree.branch}.`)
    const env = { ...run.env, ...variablesOf(run, tree.branch, wish) }
    activity = runtime.start({ ...start, run: { ...run, env }, workspace: tree.folder })
    if (ending.signal.aborted) activity.stop(graceSeconds)
    return activity.done
  }

  return {
    done: work(),
    stop(seconds) {
      graceSeconds = seconds
      ending.abort()
      activity?.stop(seconds)
    },
  }
}

/** Removes the tree of a run whose task is over, if nothing in it is unsaved. Never rejects. */
export async function leaveTree(home: string, run: LeasedRun, mask: Mask): Promise<boolean> {
  const wish = treeWishOf(run)
  if (!wish) return false
  const signal = AbortSignal.timeout(LEAVE_MS)
  const git = createGit({ run, mask, workerEnv: process.env, signal, onStarted() {} })
  return removeTaskTree(git, home, wish).catch(() => false)
}

const LEAVE_MS = 30_000

/** Its commits carry the agent's name, unless its settings say another one. */
function variablesOf({ agentName, agentId, runtimeConfig }: LeasedRun, branch: string, { repository }: TreeWish) {
  const own = typeof runtimeConfig.env === 'object' && runtimeConfig.env !== null ? runtimeConfig.env : {}
  const email = `${agentId}@agents.paperclip.invalid`
  const identity = {
    ...{
      GIT_AUTHOR_NAME: agentName,
      GIT_AUTHOR_EMAIL: email,
      GIT_COMMITTER_NAME: agentName,
      GIT_COMMITTER_EMAIL: email,
    },
  }
  return {
    ...Object.fromEntries(Object.entries(identity).filter(([name]) => !Object.hasOwn(own, name))),
    GIT_TERMINAL_PROMPT: '0',
    PAPERCLIP_BRANCH: branch,
    PAPERCLIP_REPOSITORY_URL: repository.url,
  }
}
