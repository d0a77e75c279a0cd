import {
  createSecret,
  deleteSecret,
  getSecret,
  listSecrets,
  listSecretUses,
  rotateSecret,
  updateSecret,
} from '@/features/vault'
import { router } from '../init'
import { commandProcedure, queryProcedure } from '../procedure'

export const vault = router({
  listSecrets: queryProcedure(listSecrets),
  getSecret: queryProcedure(getSecret),
  listSecretUses: queryProcedure(listSecretUses),
  createSecret: commandProcedure(createSecret),
  rotateSecret: commandProcedure(rotateSecret),
  updateSecret: commandProcedure(updateSecret),
  deleteSecret: commandProcedure(deleteSecret),
})
