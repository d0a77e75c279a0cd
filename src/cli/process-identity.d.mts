/** A process that survives comparison: a number is used again after its process ended, number and start time together are not. */
export type ProcessIdentity = { pid: number; startedAt: string }
export type PidRecord = ProcessIdentity & { url?: string }

export function identityOf(pid: number): ProcessIdentity | null
export function isRunning(identity: ProcessIdentity): boolean
export function readPidFile(file: string): PidRecord | null
export function writePidFile(file: string, record: PidRecord): void
export function claimPidFile(file: string): PidRecord | null
