/** What an installation is made of and how it stands, as far as it can be well or ill. Ages are in seconds; null: nothing is there. */
export type InstanceFacts = {
  readyWorkers: number
  refusedWorkers: number
  queuedRuns: number
  oldestQueuedSeconds: number | null
  clockSeconds: number | null
  queueSeconds: number | null
  relaySeconds: number | null
  connections: number
  maxConnections: number
  /** Why no file can be stored. */
  storageProblem: string | null
  /** Of the disk that files are kept on, where it is one of this machine. */
  freeBytes: number | null
  /** Master keys that sealed something and that this server does not have. */
  lostKeys: readonly { id: string; values: number }[]
}

const LITTLE_ROOM_BYTES = 1_000_000_000
const LATE_CLOCK_SECONDS = 180
const LATE_QUEUE_SECONDS = 60
const LATE_RUN_SECONDS = 120

/** What is wrong with the installation and what to do about it, a sentence each, the gravest first; none when all is well. */
export function instanceProblems(facts: InstanceFacts): string[] {
  const problems: string[] = []
  const say = (when: boolean, sentence: string) => when && problems.push(sentence)
  const isOlder = (age: number | null, limit: number) => age !== null && age > limit
  say(
    facts.readyWorkers === 0,
    `No worker is connected, so no run starts${facts.queuedRuns > 0 ? `: ${facts.queuedRuns} wait` : ''}. Begin one with npm run worker.`,
  )
  say(
    facts.readyWorkers > 0 && isOlder(facts.oldestQueuedSeconds, LATE_RUN_SECONDS),
    'Runs wait for a worker for minutes: all are busy, or none has the runtime. The inbox of the company says which.',
  )
  say(
    isOlder(facts.clockSeconds, LATE_CLOCK_SECONDS),
    'The clock of the schedules stands still. Restart the server; slots that passed are made up for as each schedule says.',
  )
  say(
    isOlder(facts.queueSeconds, LATE_QUEUE_SECONDS) || isOlder(facts.relaySeconds, LATE_QUEUE_SECONDS),
    'What follows from events comes late: the engine is behind. Look at the log of the server.',
  )
  say(
    facts.connections > facts.maxConnections * 0.9,
    'The database has hardly any connection left. Raise max_connections, or lower DATABASE_POOL_SIZE.',
  )
  if (facts.storageProblem) problems.push(facts.storageProblem)
  say(
    facts.freeBytes !== null && facts.freeBytes < LITTLE_ROOM_BYTES,
    'The disk that files are kept on has less than 1 GB left. Make room, or the product stops to store anything.',
  )
  for (const { id, values } of facts.lostKeys) {
    problems.push(
      `${values} ${values === 1 ? 'secret does' : 'secrets do'} not open: the master key ${id} is missing. Add it behind the comma of PAPERCLIP_MASTER_KEY.`,
    )
  }
  say(facts.refusedWorkers > 0, 'A worker of another version was turned away. Update it to the version of the server.')
  return problems
}
