import { defineCommand } from '@/platform/command'
import { getSecret } from '../queries/get-secret'
import { CreateSecret, SecretDetail } from '../schema'
import { insertSecrets } from '../store'

/**
 * Keeps a value under a name. Nobody reads it back: an agent's settings name the secret, and the run that needs it gets the value.
 * @throws Refusal already_exists when the name is taken
 */
export const createSecret = defineCommand({
  name: 'createSecret',
  grant: 'secret:write',
  input: CreateSecret,
  output: SecretDetail,
  records: ['secret.created'],
  announces: ['secret/created'],
  async run(work, input) {
    const id = work.newId()
    await insertSecrets(work, [{ id, ...input }])
    work.record({ action: 'secret.created', subject: { kind: 'secret', id }, details: { name: input.name } })
    work.announce({ name: 'secret/created', data: { secretId: id } })
    return getSecret.within(work, { secretId: id })
  },
})
