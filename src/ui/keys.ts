export type KeyEntry = { keys: string; label: string; group: 'Go to' | 'In a list' | 'Everywhere' }

/** Every key of the product, in one place, so that no two deeds ever share one. `g t` is pressed one after the other. */
export const KEYS = {
  goHome: { keys: 'g h', label: 'Home', group: 'Go to' },
  goInbox: { keys: 'g i', label: 'Inbox', group: 'Go to' },
  goTasks: { keys: 'g t', label: 'Tasks', group: 'Go to' },
  goApprovals: { keys: 'g p', label: 'Approvals', group: 'Go to' },
  goAgents: { keys: 'g a', label: 'Agents', group: 'Go to' },
  goOrg: { keys: 'g o', label: 'Org chart', group: 'Go to' },
  goGoals: { keys: 'g l', label: 'Goals', group: 'Go to' },
  goProjects: { keys: 'g j', label: 'Projects', group: 'Go to' },
  goRoutines: { keys: 'g r', label: 'Routines', group: 'Go to' },
  goMoney: { keys: 'g m', label: 'Money', group: 'Go to' },
  goAudit: { keys: 'g u', label: 'Audit', group: 'Go to' },
  goSettings: { keys: 'g s', label: 'Settings', group: 'Go to' },
  moveDown: { keys: 'j', label: 'Next row', group: 'In a list' },
  moveUp: { keys: 'k', label: 'Previous row', group: 'In a list' },
  open: { keys: 'Enter', label: 'Open the row', group: 'In a list' },
  peek: { keys: 'Space', label: 'Look at the row beside the list', group: 'In a list' },
  select: { keys: 'x', label: 'Choose the row', group: 'In a list' },
  moveRow: { keys: 'm', label: 'Move the row in a tree', group: 'In a list' },
  filter: { keys: 'f', label: 'Search in the list', group: 'In a list' },
  create: { keys: 'c', label: 'Create a task', group: 'Everywhere' },
  commandMenu: { keys: 'mod+k', label: 'Search and commands', group: 'Everywhere' },
  search: { keys: '/', label: 'Search', group: 'Everywhere' },
  shortcutSheet: { keys: '?', label: 'Show these keys', group: 'Everywhere' },
  close: { keys: 'Escape', label: 'Close what is open', group: 'Everywhere' },
} as const satisfies Record<string, KeyEntry>
