'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { diffLines } from '@/ui/line-diff'
import { LineDiffView } from '@/ui/line-diff-view'
import { settingLabel, settingValue } from './setting-text'

/** The path of a setting, its value before and after; a value that is absent is nothing. */
type Difference = { key: string; from?: unknown; to?: unknown }

/** What changes, setting by setting, told by words and signs and not by colour alone: texts line by line, the rest before and after. */
export function SettingDiff({ differences }: { differences: Difference[] }) {
  const nameOf = useAgentNames(differences.some(({ key }) => key === 'managerId'))
  if (differences.length === 0) return <p className="text-muted text-sm">Nothing differs.</p>
  return (
    <dl className="flex flex-col gap-3">
      {differences.map(({ key, from, to }) => (
        <div key={key}>
          <dt className="mb-1 break-all text-muted text-xs" title={key}>
            {settingLabel(key)}
          </dt>
          <dd>
            <Change before={settingValue(key, from, nameOf)} after={settingValue(key, to, nameOf)} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** Names of agents by id, asked for only where they are needed. */
function useAgentNames(isNeeded: boolean): (agentId: string) => string | undefined {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const input = { companyId: slug, limit: 500, includeTerminated: true }
  const agents = useQuery(trpc.org.listAgents.queryOptions(input, { enabled: isNeeded })).data
  return (agentId) => agents?.find((agent) => agent.id === agentId)?.name
}

function Change({ before, after }: { before: string; after: string }) {
  const lines = `${before}${after}`.includes('\n') ? diffLines(before, after) : null
  if (lines) return <LineDiffView lines={lines} />
  return (
    <div className="grid gap-px overflow-hidden rounded-md border bg-line text-xs sm:grid-cols-2">
      <Side word="Before" text={before} className="bg-bad-soft text-bad" />
      <Side word="After" text={after} className="bg-good-soft text-good" />
    </div>
  )
}

function Side({ word, text, className }: { word: string; text: string; className: string }) {
  return (
    <div className={`min-w-0 px-2.5 py-1.5 ${className}`}>
      <span className="font-medium">{word}</span>
      <p className="whitespace-pre-wrap break-words font-mono">{text}</p>
    </div>
  )
}
