import { defineCommand } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { getSecret } from '../queries/get-secret'
import { RotateSecret, SecretDetail } from '../schema'
import { addVersions } from '../store'

/** Gives a secret a new value. Settings that name its latest version have it from the next run on; older versions stay. */
export const rotateSecret = defineCommand({
  name: 'rotateSecret',
  grant: 'secret:write',
  input: RotateSecret,
  output: SecretDetail,
  records: ['secret.rotated'],
  announces: ['secret/rotated'],
  async run(work, { secretId, value }) {
    const version = (await addVersions(work, new Map([[secretId, value]]))).get(secretId)
    if (!version) throw notFound('secret')
    work.record({ action: 'secret.rotated', subject: { kind: 'secret', id: secretId }, details: { version } })
    work.announce({ name: 'secret/rotated', data: { secretId } })
    return getSecret.within(work, { secretId })
  },
})
