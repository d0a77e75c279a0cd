export { type Actor, type Caller, type GrantName, runOf } from './caller'
export { clean } from './clean'
export { actingAs, type CallOptions, type Command, defineCommand, defineQuery, type Query } from './define'
export type { View, Work } from './work'
