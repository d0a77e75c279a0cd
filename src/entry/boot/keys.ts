import { env } from '@/platform/env'
import { Refusal } from '@/platform/errors'
import { openKeyService } from '@/platform/key-service'
import { masterKeys } from '@/platform/master-key'
import { BootProblem } from './database'

/**
 * Has the master key that the settings name, from a file or a key service. Without either it is had when it is first needed.
 * @throws BootProblem with what to do
 */
export async function requireMasterKey(): Promise<void> {
  try {
    await openKeyService()
    const { PAPERCLIP_MASTER_KEY_FILE: file, PAPERCLIP_MASTER_KEY_KMS: service } = env()
    if (file || service) masterKeys()
  } catch (error) {
    throw error instanceof Refusal ? new BootProblem(error.message, { cause: error }) : error
  }
}
