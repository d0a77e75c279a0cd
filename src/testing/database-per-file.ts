/** Vitest's set-up of each `*.db.test.ts`: modules, a database and a folder for files of its own, named before any module reads it. */
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll } from 'vitest'
import { cloneDatabase, type TestDatabase } from './database'
import { forgetModules } from './forget-modules'

forgetModules()
/** To make a database is to wait for the disk: the one of the next file that this process runs is made beside the tests of this one. */
const ahead = globalThis as typeof globalThis & { nextTestDatabase?: Promise<TestDatabase | undefined> }
const database = (await ahead.nextTestDatabase) ?? (await cloneDatabase())
ahead.nextTestDatabase = cloneDatabase().catch(() => undefined)
const files = fs.mkdtempSync(path.join(os.tmpdir(), 'paperclip-test-files-'))
process.env.DATABASE_URL = database.url
process.env.STORAGE_PATH = files
process.env.PAPERCLIP_MASTER_KEY = randomBytes(32).toString('base64')
// Vite's own variable of this name is not the product's.
delete process.env.BASE_URL
afterAll(async () => {
  fs.rmSync(files, { recursive: true, force: true })
  await database.drop()
})
