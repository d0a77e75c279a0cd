import { z } from 'zod'
import { defineCommand, type Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { providersOf, usersOf } from '../store'

/**
 * Destroys a secret with all its versions.
 * @throws Refusal broken_rule that lists the agents whose settings name it, or the model provider or notification channel whose it is
 */
export const deleteSecret = defineCommand({
  name: 'deleteSecret',
  grant: 'secret:write',
  input: z.object({ secretId: z.uuid() }),
  output: z.object({ id: z.uuid() }),
  records: ['secret.deleted'],
  announces: ['secret/deleted'],
  async run(work, { secretId }) {
    const [secret] = await work.sql<{ name: string }>(
      `SELECT name FROM "Secret" WHERE "companyId" = $1 AND id = $2 FOR UPDATE`,
      [work.companyId, secretId],
    )
    if (!secret) throw notFound('secret')
    const [provider] = await providersOf(work, secretId)
    if (provider) {
      const message = `This is the key of the model provider ${provider.name}. Give that another key first, or disable the secret.`
      throw new Refusal('broken_rule', message, { rule: 'secret_in_use', provider: provider.name })
    }
    await requireNoChannel(work, secretId)
    const users = await usersOf(work, secretId)
    if (users.length > 0) {
      const names = users.map((agent) => agent.name).join(', ')
      throw new Refusal(
        'broken_rule',
        `Settings of ${names}, now or in a revision that can be restored, name this secret. Disable it instead.`,
        {
          rule: 'secret_in_use',
          agents: users,
        },
      )
    }
    await work.sql(`DELETE FROM "SecretVersion" WHERE "companyId" = $1 AND "secretId" = $2`, [work.companyId, secretId])
    await work.sql(`DELETE FROM "Secret" WHERE "companyId" = $1 AND id = $2`, [work.companyId, secretId])
    work.record({
      action: 'secret.deleted',
      subject: { kind: 'secret', id: secretId },
      details: { name: secret.name },
    })
    work.announce({ name: 'secret/deleted', data: { secretId } })
    return { id: secretId }
  },
})

async function requireNoChannel(work: Work, secretId: string): Promise<void> {
  const [channel] = await work.sql<{ name: string }>(
    `SELECT name FROM "NotificationChannel" WHERE "companyId" = $1 AND "secretId" = $2 LIMIT 1`,
    [work.companyId, secretId],
  )
  if (!channel) return
  const message = `The notification channel ${channel.name} needs this. Remove the channel instead.`
  throw new Refusal('broken_rule', message, { rule: 'secret_in_use', channel: channel.name })
}
