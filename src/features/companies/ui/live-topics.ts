/** Rooms whose answers change with an event of this kind; the kind is the part of the event's name before the slash. */
const roomsOfKind: Record<string, readonly string[]> = {
  task: ['tasks', 'goals', 'org', 'reports', 'runs', 'routines', 'audit'],
  label: ['tasks', 'audit'],
  document: ['documents', 'audit'],
  attachment: ['documents', 'audit'],
  interaction: ['tasks', 'reports', 'audit'],
  message: ['tasks', 'reports', 'audit'],
  run: ['runs', 'org', 'tasks', 'reports', 'budgets', 'audit'],
  wake: ['runs', 'org', 'reports', 'audit'],
  agent: ['org', 'runs', 'schedules', 'reports', 'budgets', 'audit'],
  approval: ['approvals', 'org', 'companies', 'budgets', 'goals', 'reports', 'audit'],
  secret: ['vault', 'audit'],
  provider: ['models', 'audit'],
  model: ['models'],
  member: ['org', 'access', 'notifications', 'audit'],
  invitation: ['access', 'audit'],
  team: ['org', 'access', 'audit'],
  schedule: ['org', 'runs', 'reports', 'audit'],
  routine: ['routines', 'reports', 'audit'],
  memory: ['memory', 'audit'],
  goal: ['goals', 'reports', 'audit'],
  project: ['goals', 'tasks', 'audit'],
  budget: ['budgets', 'org', 'runs', 'reports', 'companies', 'audit'],
  cost: ['budgets', 'org', 'runs', 'reports'],
  company: ['companies', 'access', 'org', 'runs', 'reports', 'audit'],
  channel: ['notifications', 'audit'],
  delivery: ['notifications'],
  key: ['access', 'audit'],
  audit: ['audit'],
}

/** What only makes the inbox other than it was by and by, or not at all; of the other events of `reports` it is asked again. */
const leavesInboxAlone = /^(message|goal|cost)\/|^run\/queued$|^wake\/(held|skipped)$/

/**
 * Which cached answers an event makes old, as rooms of the router. New log lines come many times a second and touch nothing
 * but the log of their run.
 */
export function topicsOf(eventName: string): readonly string[] {
  if (eventName === 'run/logged') return ['runs.listRunEvents']
  const known = roomsOfKind[eventName.split('/')[0] ?? ''] ?? []
  const rooms = known.includes('reports') && !leavesInboxAlone.test(eventName) ? [...known, 'inbox'] : known
  if (eventName === 'task/assigned') return [...rooms, 'access.listGranted.ofAbove']
  // The last lines come with the end of the run.
  return eventName === 'run/finished' ? [...rooms, 'runs.listRunEvents'] : rooms
}

/** Whether a cached answer, by its path such as `['tasks', 'getTask']`, is one of the topics. */
export function isTouched(path: readonly unknown[], topics: ReadonlySet<string>): boolean {
  const [room, procedure] = path
  if (typeof room !== 'string') return false
  if (room === 'reports' && (procedure === 'countInbox' || procedure === 'listInbox')) return topics.has('inbox')
  const isLog = room === 'runs' && procedure === 'listRunEvents'
  if (topics.has(path.join('.'))) return true
  return topics.has(`${room}.${String(procedure)}`) || (topics.has(room) && !isLog)
}
