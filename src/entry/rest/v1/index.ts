import { z } from 'zod'
import { mount } from '../mount'
import { describeTable } from '../openapi'
import { shownId } from './fields'
import { problemAnswer } from './problem'
import { TABLE } from './table'

const BASE = '/api/v1'

const ProblemAnswer = z
  .object({
    error: z.string().meta({ description: 'One sentence for people.', example: 'No such task.' }),
    code: z
      .string()
      .meta({ description: 'For programs: a code of the list below, or a more exact rule.', example: 'not_found' }),
    details: z
      .record(z.string(), z.unknown())
      .meta({ description: 'Facts: which field, who holds the task, until when.' }),
    request_id: z.string().optional().meta({ description: 'Names the call in the log of the server.' }),
  })
  .meta({ id: 'Problem' })

const INTRODUCTION = `Send a key as \`Authorization: Bearer\`: the installation's PAPERCLIP_API_KEY, a key of the board, a key of an
agent, or the token of a run. An agent acts for itself only.

Ids carry a prefix (\`agt_…\`); plain UUIDs are taken too. Fields that are not known are ignored. Amounts are dollars, with the same in
whole cents beside them. Times are ISO 8601 in UTC.

A single thing is answered twice over, as the fields themselves and under its name, so that \`answer.id\` and \`answer.task.id\` are the
same. Lists carry \`next_cursor\`, which is null on the last page.

Every POST, PATCH and PUT takes \`Idempotency-Key\`: a repeat gets the first answer, and changes nothing.`

/** The OpenAPI 3.1 document. */
export const openApiDocument = describeTable(TABLE, {
  base: BASE,
  introduction: INTRODUCTION,
  problem: ProblemAnswer,
  invalidBodyStatus: 422,
  idSchema: shownId,
})

/** The REST dialect `/api/v1`. */
export const restV1 = mount(TABLE, BASE, openApiDocument, problemAnswer)
