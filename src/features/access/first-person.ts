import type { Sql } from '@/platform/database'
import { newId } from '@/platform/ids'
import { LOCAL_PERSON_ID, MASTER_PERSON_ID } from './identity'

/** Persons who came in by themselves: the fixed rows stand for this machine and for the master key. */
export const REAL_PERSON = `id NOT IN ('${LOCAL_PERSON_ID}', '${MASTER_PERSON_ID}')`

type NewPerson = { name: string; email: string | null; image: string | null }

/** Until the end of this transaction nobody else can become the first person. */
export async function lockFirstPerson(sql: Sql): Promise<void> {
  await sql(`SELECT pg_advisory_xact_lock(hashtext('paperclip: first person'))`)
}

/** Makes a person; the first one of an installation becomes its administrator. Call after `lockFirstPerson`. */
export async function insertPerson(sql: Sql, person: NewPerson, at: Date): Promise<string> {
  const id = newId()
  await sql(
    `INSERT INTO "Person" (id, name, email, image, "createdAt", "isInstanceAdmin")
     SELECT $1, $2, $3, $4, $5, NOT EXISTS (SELECT FROM "Person" WHERE ${REAL_PERSON})`,
    [id, person.name, person.email, person.image, at],
  )
  return id
}
