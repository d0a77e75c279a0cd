import { formatMicros } from '@/ui/money'

const LABELS: Readonly<Record<string, string>> = {
  capMicros: 'Monthly limit',
  capabilities: 'Capabilities',
  icon: 'Icon',
  instructions: 'Instructions',
  managerId: 'Reports to',
  name: 'Name',
  queueOrder: 'Takes its tasks',
  role: 'Role',
  runtime: 'Runtime',
  title: 'Title',
}

/** What a setting is called; one inside the runtime's settings keeps its path. */
export function settingLabel(key: string): string {
  return LABELS[key] ?? key.replace(/^runtimeConfig\./, 'Runtime: ').replace(/^schedule\./, 'Schedule: ')
}

/** A setting's value for people: amounts with their unit, agents by name, nothing as a word. @param nameOf of an agent, if it is known */
export function settingValue(key: string, value: unknown, nameOf: (agentId: string) => string | undefined): string {
  if (key === 'capMicros') return typeof value === 'number' ? formatMicros(value) : 'no limit'
  if (value === null || value === undefined || value === '') return 'nothing'
  if (key === 'managerId' && typeof value === 'string') return nameOf(value) ?? value
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}
