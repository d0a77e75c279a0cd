import { defineCommand } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { getSecret } from '../queries/get-secret'
import { SecretDetail, UpdateSecret } from '../schema'
import { nameTaken } from '../store'

/**
 * Changes what a secret is called, says, or whether runs get it. Settings name it by id, so that a new name breaks nothing.
 * @throws Refusal already_exists when the name is taken
 */
export const updateSecret = defineCommand({
  name: 'updateSecret',
  grant: 'secret:write',
  input: UpdateSecret,
  output: SecretDetail,
  records: ['secret.updated'],
  announces: ['secret/updated'],
  async run(work, { secretId, name, description, status }) {
    const rows = await work
      .sql(
        `UPDATE "Secret" SET name = coalesce($3, name), description = coalesce($4, description), status = coalesce($5, status),
         "updatedAt" = $6 WHERE "companyId" = $1 AND id = $2 RETURNING id`,
        [work.companyId, secretId, name ?? null, description ?? null, status ?? null, work.now],
      )
      .catch((error) => {
        throw nameTaken(error)
      })
    if (rows.length === 0) throw notFound('secret')
    work.record({
      action: 'secret.updated',
      subject: { kind: 'secret', id: secretId },
      details: { ...(name && { name }), ...(description !== undefined && { description }), ...(status && { status }) },
    })
    work.announce({ name: 'secret/updated', data: { secretId } })
    return getSecret.within(work, { secretId })
  },
})
