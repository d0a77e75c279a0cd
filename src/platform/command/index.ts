export { type Actor, type Caller, type GrantName, runOf } from './caller'
export { actingAs, type CallOptions, type Command, defineCommand, defineQuery, type Query } from './define'
export { forgetAnswers } from './idempotency'
export type { View, Work } from './work'
