import { formatMicros } from '@/ui/money'

type Details = Record<string, unknown>
type Deed = { verb: string | ((details: Details) => string); after?: (details: Details) => string | undefined }

const text = (details: Details, name: string) => (typeof details[name] === 'string' ? details[name] : undefined)
const micros = (details: Details, name: string) =>
  typeof details[name] === 'number' ? formatMicros(details[name]) : undefined
const quoted = (value: string | undefined) => (value ? `“${value}”` : undefined)
const words = (name: string | undefined) => name?.replaceAll('_', ' ')

const endings: Record<string, string> = {
  succeeded: 'which succeeded',
  failed: 'which failed',
  cancelled: 'which was stopped',
  timed_out: 'which ran out of time',
}

const deeds: Record<string, Deed> = {
  'company.created': { verb: 'founded' },
  'company.updated': { verb: 'changed the settings of' },
  'company.paused': { verb: 'paused' },
  'company.resumed': { verb: 'resumed' },
  'company.archived': { verb: 'archived' },
  'company.closed': { verb: 'deleted' },
  'company.reopened': { verb: 'took back the deletion of' },
  'company.halted': { verb: 'halted', after: () => 'because its budget is spent' },
  'company.exported': { verb: 'exported' },
  'company.imported': {
    verb: 'imported a bundle into',
    after: (d) => (text(d, 'from') ? `from ${quoted(text(d, 'from'))}` : undefined),
  },
  'goal.created': { verb: 'set the goal' },
  'goal.updated': { verb: 'changed the goal' },
  'goal.deleted': { verb: 'deleted the goal', after: (d) => quoted(text(d, 'title')) },
  'project.created': { verb: 'created the project' },
  'project.updated': { verb: 'changed the project' },
  'project.halted': { verb: 'halted the project', after: () => 'because its budget is spent' },
  'agent.hired': { verb: 'hired', after: (d) => (text(d, 'role') ? `as ${words(text(d, 'role'))}` : undefined) },
  'agent.activated': { verb: 'let start' },
  'agent.updated': { verb: 'changed the settings of' },
  'agent.rolledBack': {
    verb: 'rolled back',
    after: (d) => (typeof d.restoredNumber === 'number' ? `to revision ${d.restoredNumber}` : undefined),
  },
  'agent.paused': { verb: 'paused' },
  'agent.tested': { verb: 'tried the settings of' },
  'company.triedSettings': { verb: 'tried settings for an agent of' },
  'agent.resumed': { verb: 'resumed' },
  'agent.terminated': { verb: 'terminated' },
  'agent.halted': {
    verb: 'halted',
    after: (d) =>
      d.reason === 'unpriced' ? 'because it used a model of unknown price' : 'because its budget is spent',
  },
  'team.created': { verb: 'created the team' },
  'team.updated': { verb: 'changed the team' },
  'team.membersSet': { verb: 'changed who is in the team' },
  'subtree.halted': { verb: 'halted the subtree of', after: () => 'because its budget is spent' },
  'goal.halted': { verb: 'halted the goal', after: () => 'because its budget is spent' },
  'team.halted': { verb: 'halted the team', after: () => 'because its budget is spent' },
  'team.deleted': { verb: 'deleted the team' },
  'member.titled': {
    verb: 'changed the title of',
    after: (d) => (text(d, 'title') ? `to ${quoted(text(d, 'title'))}` : 'to none'),
  },
  'member.invited': { verb: 'invited somebody as', after: (d) => text(d, 'role') },
  'invitation.revoked': { verb: 'took an invitation back' },
  'member.joined': { verb: 'became a member:', after: (d) => text(d, 'role') },
  'member.appointed': { verb: 'changed the role of', after: (d) => `from ${text(d, 'from')} to ${text(d, 'to')}` },
  'member.appointedInTeam': {
    verb: 'gave a role in a team to',
    after: (d) => `${text(d, 'role')} of ${text(d, 'team')}`,
  },
  'member.dismissedFromTeam': { verb: 'took back the role in a team of', after: (d) => text(d, 'team') },
  'member.removed': { verb: 'removed' },
  'member.left': { verb: 'left the company' },
  'member.choseMail': { verb: 'chose what to be mailed by', after: (d) => words(text(d, 'choice')) },
  'member.testedMail': { verb: 'asked for a test mail' },
  'channel.added': { verb: 'added the notification channel', after: (d) => quoted(text(d, 'name')) },
  'channel.updated': { verb: 'changed a notification channel' },
  'channel.removed': { verb: 'removed the notification channel', after: (d) => quoted(text(d, 'name')) },
  'channel.secretRotated': { verb: 'gave a new signing secret to a notification channel' },
  'channel.switchedOff': { verb: 'switched off the notification channel', after: (d) => quoted(text(d, 'name')) },
  'channel.tested': { verb: 'sent a test to the notification channel', after: (d) => quoted(text(d, 'name')) },
  'delivery.resent': { verb: 'had a notification sent again' },
  'schedule.set': { verb: 'set the schedule of' },
  'task.created': { verb: 'created', after: (d) => quoted(text(d, 'title')) },
  'task.updated': {
    verb: (d) => (text(d, 'state') ? 'moved' : 'changed'),
    after: (d) => (text(d, 'state') ? `to ${words(text(d, 'state'))}` : undefined),
  },
  'task.completed': { verb: 'finished' },
  'task.verified': {
    verb: 'checked the completion of',
    after: (d) => bracketed(d, 'state'),
  },
  'task.checkedOut': { verb: 'took' },
  'task.released': { verb: 'let go of' },
  'task.forceReleased': { verb: 'took away from its holder' },
  'task.delegated': { verb: 'delegated' },
  'task.unblocked': { verb: 'unblocked', after: () => 'since what it waited for is done' },
  'task.failedWorkHandled': { verb: 'saw to the failed work on', after: (d) => bracketed(d, 'outcome') },
  'effect.claimed': { verb: 'began', after: (d) => forKey(d) },
  'effect.settled': {
    verb: (d) => (text(d, 'state') === 'failed' ? 'failed in' : 'finished'),
    after: (d) => forKey(d),
  },
  'routine.created': { verb: 'set up' },
  'routine.updated': { verb: 'changed' },
  'routine.fired': { verb: 'fired' },
  'routine.triggerAdded': { verb: 'added a trigger to' },
  'routine.triggerUpdated': { verb: 'changed a trigger of' },
  'routine.triggerRemoved': { verb: 'removed a trigger of' },
  'routine.triggerSecretRotated': { verb: 'gave a new secret to a trigger of' },
  'memory.remembered': { verb: 'remembered' },
  'memory.updated': { verb: 'changed the memory' },
  'memory.forgotten': { verb: 'forgot' },
  'label.created': { verb: 'created the label' },
  'label.updated': { verb: 'changed the label' },
  'label.deleted': { verb: 'deleted the label' },
  'task.treePaused': { verb: 'put on hold', after: () => 'with everything below it' },
  'task.treeResumed': { verb: 'resumed', after: () => 'with everything below it' },
  'task.treeCancelled': { verb: 'cancelled', after: () => 'with everything below it' },
  'task.treeRestored': { verb: 'restored', after: () => 'with everything below it' },
  'product.created': { verb: 'noted a work product of', after: (d) => quoted(text(d, 'title')) },
  'product.updated': { verb: 'changed a work product of' },
  'product.deleted': { verb: 'took a work product off', after: (d) => quoted(text(d, 'title')) },
  'message.posted': { verb: 'wrote on' },
  'message.edited': { verb: 'edited a message on' },
  'interaction.created': { verb: 'asked' },
  'interaction.accepted': { verb: 'accepted' },
  'interaction.rejected': { verb: 'turned down' },
  'interaction.answered': { verb: 'answered' },
  'interaction.withdrawn': { verb: 'withdrew' },
  'document.created': { verb: 'wrote' },
  'document.updated': { verb: 'revised' },
  'document.restored': {
    verb: 'restored',
    after: (d) => (typeof d.restoredNumber === 'number' ? `to revision ${d.restoredNumber}` : undefined),
  },
  'document.locked': { verb: 'locked' },
  'document.unlocked': { verb: 'unlocked' },
  'document.deleted': { verb: 'deleted' },
  'attachment.added': { verb: 'attached' },
  'attachment.deleted': { verb: 'deleted' },
  'approval.requested': { verb: 'made' },
  'approval.resubmitted': { verb: 'resubmitted' },
  'approval.commented': { verb: 'commented on' },
  'approval.approved': { verb: 'approved' },
  'approval.rejected': { verb: 'rejected' },
  'approval.revisionRequested': { verb: 'asked for a revision of' },
  'approval.cancelled': { verb: 'withdrew' },
  'approval.expired': { verb: 'closed', after: () => 'because nobody decided it in time' },
  'approval.taskLinked': { verb: 'let a task wait for' },
  'approval.taskUnlinked': { verb: 'freed a task from' },
  'secret.created': { verb: 'added the secret' },
  'secret.updated': { verb: 'changed the secret' },
  'secret.rotated': { verb: 'gave a new value to the secret' },
  'secret.resealed': { verb: 'sealed secrets with the newest master key in' },
  'secret.used': { verb: 'handed out the secret' },
  'secret.deleted': { verb: 'destroyed the secret' },
  'wake.requested': { verb: 'woke', after: (d) => bracketed(d, 'cause') },
  'wake.held': { verb: 'held back a wake of', after: (d) => bracketed(d, 'reason') },
  'wake.skipped': { verb: 'left out a wake of', after: (d) => bracketed(d, 'reason') },
  'wake.braked': {
    verb: (d) => (text(d, 'heldUntil') ? 'slowed down' : 'stopped'),
    after: (d) => `on a task, after ${d.runs} runs that left nothing behind`,
  },
  'wake.brakeReset': { verb: 'let go on', after: () => 'after runs that left nothing behind' },
  'wake.overdue': { verb: 'noticed wakes that wait for too long in the inbox of' },
  'session.reset': { verb: 'reset the sessions of' },
  'run.admitted': { verb: 'admitted' },
  'run.started': { verb: 'started' },
  'run.finished': { verb: 'ended', after: (d) => endings[text(d, 'state') ?? ''] },
  'run.settled': { verb: 'closed the books of' },
  'run.stopAsked': { verb: 'asked to stop' },
  'spend.reserved': { verb: (d) => `reserved ${micros(d, 'amountMicros') ?? 'money'} for` },
  'spend.extended': { verb: (d) => `reserved ${micros(d, 'amountMicros') ?? 'money'} more for` },
  'spend.settled': { verb: (d) => `released ${micros(d, 'releasedMicros') ?? 'what was left'} reserved for` },
  'cost.reported': { verb: (d) => `reported ${micros(d, 'costMicros') ?? 'a cost'} for` },
  'cost.voided': { verb: 'voided a cost of', after: (d) => bracketed(d, 'reason') },
  'cost.adjusted': { verb: 'adjusted a cost of', after: (d) => bracketed(d, 'reason') },
  'ledger.differed': { verb: 'found counters that differ from the ledger of' },
  'ledger.agreed': { verb: 'found counters equal to the ledger again, of' },
  'modelPrice.set': { verb: 'set the price of', after: (d) => text(d, 'model') },
  'modelPrice.removed': { verb: 'took back the price of', after: (d) => text(d, 'model') },
  'budget.opened': { verb: 'opened' },
  'budget.renewed': {
    verb: 'renewed',
    after: (d) => (d.window === 'rolling' ? 'as its window moved on' : 'for a new month'),
  },
  'budget.set': {
    verb: 'set',
    after: (d) => `to ${limitText(d)}`,
  },
  'budget.removed': { verb: 'removed a budget of', after: (d) => `(${limitText(d)})` },
  'provider.set': { verb: 'set up the model provider' },
  'provider.removed': { verb: 'removed the model provider' },
  'key.created': { verb: 'created the key' },
  'key.revoked': { verb: 'revoked the key' },
}

/** `$5.00 a month`, `2,000 tokens in 24 hours`, `10 runs`. */
function limitText(details: Details): string {
  const cap = details.cap ?? details.capMicros
  if (typeof cap !== 'number') return 'no limit'
  const metric = text(details, 'metric')
  const amount = metric && metric !== 'money' ? `${cap.toLocaleString('en-US')} ${metric}` : formatMicros(cap)
  const window = text(details, 'window')
  if (window === 'lifetime') return amount
  return window === 'rolling' ? `${amount} in ${details.windowHours} hours` : `${amount} a month`
}

/** What was done outside for the task that stands before it. */
const forKey = (details: Details) => (text(details, 'key') ? `outside: ${text(details, 'key')}` : undefined)

function bracketed(details: Details, name: string): string | undefined {
  const reason = words(text(details, name))
  return reason ? `(${reason})` : undefined
}

/** The verb of an audit action, and what its details add behind the subject. Unknown actions are read out as they are. */
export function deedText(action: string, details: Details): { verb: string; after: string | undefined } {
  const deed = deeds[action]
  if (!deed) return { verb: `did ${action} to`, after: undefined }
  return { verb: typeof deed.verb === 'string' ? deed.verb : deed.verb(details), after: deed.after?.(details) }
}

/** Every action that has words here. */
export const KNOWN_ACTIONS: readonly string[] = Object.keys(deeds)
