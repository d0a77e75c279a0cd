import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/** How to start PostgreSQL's programs, which refuse to run as root. */
export type Account = {
  kind: 'same_user' | 'user_namespace' | 'other_user'
  /** Turns a program and its arguments into what has to be spawned. */
  command(program: string, args: string[]): { file: string; args: string[] }
  /** Set when files must belong to, and programs run as, another user. */
  ids?: { uid: number; gid: number }
}

const UNSHARE = ['--user', '--map-user=65534', '--map-group=65534']

/**
 * Chooses how to run PostgreSQL: as ourselves; as root, inside a user namespace in which root looks like `nobody` (files stay
 * root's and folders below /root stay reachable); or, where namespaces are forbidden, as the user `postgres`.
 */
export function chooseAccount(): Account {
  const plain = (file: string, args: string[]) => ({ file, args })
  if (process.getuid?.() !== 0) return { kind: 'same_user', command: plain }
  if (mayUnshare()) {
    return {
      kind: 'user_namespace',
      command: (file, args) => ({ file: 'unshare', args: [...UNSHARE, '--', file, ...args] }),
    }
  }
  return { kind: 'other_user', command: plain, ids: unprivilegedIds() }
}

function mayUnshare(): boolean {
  if (process.env.EMBEDDED_PG_NO_USERNS === '1') return false
  const probe = spawnSync('unshare', [...UNSHARE, 'id', '-u'], { encoding: 'utf8' })
  return probe.status === 0 && probe.stdout.trim() === '65534'
}

function unprivilegedIds(): { uid: number; gid: number } {
  const found = idsOf('postgres') ?? createUser() ?? idsOf('nobody')
  if (found) return found
  throw new Error(
    'PostgreSQL refuses to run as root, and this machine offers neither user namespaces nor another account. Start as an ordinary user, or set DATABASE_URL.',
  )
}

function createUser(): { uid: number; gid: number } | null {
  spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'])
  return idsOf('postgres')
}

function idsOf(name: string): { uid: number; gid: number } | null {
  const read = (flag: string) => spawnSync('id', [flag, name], { encoding: 'utf8' })
  const [uid, gid] = [read('-u'), read('-g')]
  return uid.status === 0 && gid.status === 0 ? { uid: Number(uid.stdout), gid: Number(gid.stdout) } : null
}

/**
 * Makes sure that the account can reach the binaries and the data folder; returns the binaries folder to use, a copy in the
 * temporary folder when a closed folder hides the original. Throws a sentence when the data folder cannot be reached.
 */
export function makeReachable(account: Account, binaries: string, dataDir: string): string {
  if (!account.ids) return binaries
  const parent = path.dirname(dataDir)
  if (!mayEnter(parent, account.ids)) {
    throw new Error(
      `The database folder ${dataDir} cannot be reached by user ${account.ids.uid}, as which PostgreSQL runs. Allow it with chmod o+x on the folders above it.`,
    )
  }
  return mayEnter(path.join(binaries, 'bin', 'postgres'), account.ids) ? binaries : copyOf(binaries)
}

function mayEnter(target: string, ids: { uid: number; gid: number }): boolean {
  return spawnSync('test', ['-x', target], ids).status === 0
}

/** A private folder's copy is never reused: what lies in a shared temporary folder could be somebody else's. */
function copyOf(binaries: string): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'paperclip-postgres-'))
  fs.cpSync(binaries, folder, { recursive: true, verbatimSymlinks: true })
  fs.chmodSync(folder, 0o755)
  return folder
}
