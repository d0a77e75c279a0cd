/** Vitest's set-up of each `*.db.test.ts`: a database of its own, named by DATABASE_URL before any module reads it. */
import { afterAll } from 'vitest'
import { cloneDatabase } from './database'

const database = await cloneDatabase()
process.env.DATABASE_URL = database.url
// Vite's own variable of this name is not the product's.
delete process.env.BASE_URL
afterAll(() => database.drop())
