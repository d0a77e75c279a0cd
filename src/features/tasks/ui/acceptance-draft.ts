import type { Inputs } from '@/entry/trpc/client'
import type { TaskView } from '../schema'

type Checks = NonNullable<Inputs['tasks']['updateTask']['acceptance']>
export type CheckKind = Checks[number]['kind']

/** A check as it is being written: what it looks at, and what it should find there. */
export type CheckDraft = { key: string; id?: string; name: string; kind: CheckKind; subject: string; expected: string }

type KindText = { label: string; subject: string; placeholder: string; expected?: string }

/** Each kind of check in words: what it is called, and what its fields mean. */
export const CHECK_KINDS: Record<CheckKind, KindText> = {
  command_exit_0: { label: 'A command succeeds', subject: 'Command', placeholder: 'npm test' },
  file_exists: {
    label: 'Files are there',
    subject: 'Path or pattern',
    placeholder: 'report/*.md',
    expected: 'At least',
  },
  url_200: { label: 'An address answers', subject: 'Address', placeholder: 'https://example.com/health' },
  http_json_match: {
    label: 'An address answers with a value',
    subject: 'Address, then the field',
    placeholder: 'https://example.com/health status',
    expected: 'Equals',
  },
  git_commit: {
    label: 'A commit was made',
    subject: 'Folder of the repository',
    placeholder: '.',
    expected: 'Message contains',
  },
}

/** The checks of a task, for the form. */
export function draftsOf(checks: TaskView['acceptance']): CheckDraft[] {
  return checks.map((check) => ({
    key: check.id,
    id: check.id,
    name: check.name,
    kind: check.kind,
    ...fieldsOf(check),
  }))
}

function fieldsOf(check: TaskView['acceptance'][number]): { subject: string; expected: string } {
  switch (check.kind) {
    case 'command_exit_0':
      return { subject: check.command, expected: '' }
    case 'file_exists':
      return { subject: check.path ?? check.glob ?? '', expected: check.glob ? String(check.minCount) : '' }
    case 'url_200':
      return { subject: check.url, expected: '' }
    case 'http_json_match':
      return { subject: `${check.url} ${check.path}`.trim(), expected: JSON.stringify(check.equals) }
    case 'git_commit':
      return { subject: check.path, expected: check.messageContains ?? '' }
  }
}

/** The checks that a form stands for. What the form does not show of a check that was there stays as it was. */
export function checksOf(drafts: readonly CheckDraft[], before: TaskView['acceptance']): Checks {
  return drafts.map((draft) => {
    const old = before.find((check) => check.id === draft.id && check.kind === draft.kind)
    const named = { id: draft.id, name: draft.name.trim() || undefined }
    return { ...named, ...bodyOf(draft, old) }
  })
}

function bodyOf(
  { kind, subject, expected }: CheckDraft,
  old: TaskView['acceptance'][number] | undefined,
): Checks[number] {
  const text = subject.trim()
  switch (kind) {
    case 'command_exit_0':
      return { kind, command: text, ...(old?.kind === kind && { timeoutSeconds: old.timeoutSeconds }) }
    case 'file_exists':
      return /[*?[{]/.test(text) ? { kind, glob: text, minCount: Number(expected) || 1 } : { kind, path: text }
    case 'url_200':
      return { kind, url: text }
    case 'http_json_match': {
      const [url = '', path = ''] = text.split(/\s+/, 2)
      return { kind, url, path, equals: expectedValue(expected) }
    }
    case 'git_commit': {
      const since = old?.kind === kind ? old.since : undefined
      return { kind, path: text || '.', since, messageContains: expected.trim() || undefined }
    }
  }
}

/** `3`, `true`, `{"a": 1}` are values; anything else is a text. */
function expectedValue(text: string): Extract<Checks[number], { kind: 'http_json_match' }>['equals'] {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
