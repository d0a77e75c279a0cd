export { resealValues } from './commands/reseal-values'
export { keysInUse } from './queries/keys-in-use'
export { resealAll } from './reseal-all'
export * from './schema'
