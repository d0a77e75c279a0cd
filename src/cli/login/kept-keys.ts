import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { z } from 'zod'

const Kept = z.record(z.string(), z.string())

/** `~/.config/paperclip/keys.json`: a key for each control plane that this person logged in to, readable by nobody else. */
function file(): string {
  const config = process.env.XDG_CONFIG_HOME || path.join(os.homedir(), '.config')
  return path.join(config, 'paperclip', 'keys.json')
}

function read(): Record<string, string> {
  try {
    return Kept.parse(JSON.parse(fs.readFileSync(file(), 'utf8')))
  } catch {
    return {}
  }
}

/** The key that a login left for the control plane at `url`. */
export function keptKey(url: string): string | undefined {
  return read()[url]
}

/** Keeps a key for `url`, or forgets it. */
export function keepKey(url: string, key: string | null): void {
  const { [url]: _before, ...others } = read()
  const fresh = `${file()}.${process.pid}`
  fs.mkdirSync(path.dirname(fresh), { recursive: true, mode: 0o700 })
  fs.writeFileSync(fresh, `${JSON.stringify(key === null ? others : { ...others, [url]: key }, null, 2)}\n`, {
    mode: 0o600,
  })
  fs.renameSync(fresh, file())
}
