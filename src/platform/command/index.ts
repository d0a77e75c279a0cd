export { type Actor, type Caller, type GrantName, runOf } from './caller'
export { actingAs, type CallOptions, type Command, defineCommand, defineQuery, type Query } from './define'
export type { Announcement, Change, View, Work } from './work'
