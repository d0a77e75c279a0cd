import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inside } from './inside'

let root: string
let workspace: string

beforeAll(() => {
  root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'paperclip-inside-')))
  workspace = path.join(root, 'workspace')
  fs.mkdirSync(path.join(workspace, 'docs'), { recursive: true })
  fs.mkdirSync(path.join(root, 'workspace-of-another'))
  fs.writeFileSync(path.join(root, 'secret'), 'x')
  fs.symlinkSync(root, path.join(workspace, 'up'))
  fs.symlinkSync('/etc/passwd', path.join(workspace, 'passwd'))
  fs.symlinkSync(path.join(root, 'not-there-yet'), path.join(workspace, 'dangling'))
  fs.symlinkSync('docs', path.join(workspace, 'here'))
  fs.symlinkSync('loop-b', path.join(workspace, 'loop-a'))
  fs.symlinkSync('loop-a', path.join(workspace, 'loop-b'))
})
afterAll(() => fs.rmSync(root, { recursive: true }))

test.each([
  ['a.txt', 'a.txt'],
  ['.', '.'],
  ['docs/new/deep.md', 'docs/new/deep.md'],
  ['here/new.md', 'docs/new.md'],
  ['docs/../a.txt', 'a.txt'],
])('%s is inside', (place, real) => expect(inside(workspace, place)).toBe(path.join(workspace, real)))

test('an absolute path of the workspace is inside', () => {
  expect(inside(workspace, path.join(workspace, 'docs', 'a'))).toBe(path.join(workspace, 'docs', 'a'))
})

test.each([
  '../secret',
  '/etc/passwd',
  'docs/../../secret',
  'up/secret',
  'up/new',
  'passwd',
  'dangling',
  'dangling/new',
  '../workspace-of-another/a',
  'loop-a',
  'a\0b',
])('%s leads out, also when it goes through links', (place) => expect(() => inside(workspace, place)).toThrow())
