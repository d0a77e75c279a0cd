import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claimPidFile, identityOf, isRunning, readPidFile, writePidFile } from './process-identity.mjs'

let folder
const children = []

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'paperclip-pid-'))
})

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  fs.rmSync(folder, { recursive: true, force: true })
})

function sleeper() {
  const child = spawn('sleep', ['600'])
  children.push(child)
  return child
}

describe('process identity', () => {
  it('is that of a living process, and of no other with the same number', () => {
    const identity = identityOf(sleeper().pid)
    expect(isRunning(identity)).toBe(true)
    expect(isRunning({ ...identity, startedAt: 'another start' })).toBe(false)
  })

  it('ends with the process', () => {
    const { pid } = spawnSync('true')
    expect(identityOf(pid)).toBe(null)
  })
})

describe('claimPidFile', () => {
  it('claims a free name for this process', () => {
    const file = path.join(folder, 'run', 'supervisor.json')
    expect(claimPidFile(file)).toBe(null)
    expect(readPidFile(file)).toEqual(identityOf(process.pid))
  })

  it('leaves the file of a living process alone and tells who holds it', () => {
    const file = path.join(folder, 'supervisor.json')
    const holder = { ...identityOf(sleeper().pid), url: 'http://127.0.0.1:3100' }
    writePidFile(file, holder)
    expect(claimPidFile(file)).toEqual(holder)
    expect(readPidFile(file)).toEqual(holder)
  })

  it('takes over what a killed process left, also when its number was used again', () => {
    const file = path.join(folder, 'supervisor.json')
    writePidFile(file, { pid: sleeper().pid, startedAt: 'before the restart' })
    expect(claimPidFile(file)).toBe(null)
    expect(readPidFile(file)).toEqual(identityOf(process.pid))
    expect(fs.readdirSync(folder)).toEqual(['supervisor.json'])
  })

  it('takes over a file that is cut off', () => {
    const file = path.join(folder, 'supervisor.json')
    fs.writeFileSync(file, '{"pid": 12')
    expect(claimPidFile(file)).toBe(null)
  })
})
