'use client'

import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useState } from 'react'
import { problemOf, useTRPC } from '@/entry/trpc/client'
import { dayOf, startOfDay } from '@/features/audit/ui/days'
import { FormProblem } from '@/features/companies/ui/form-problem'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Button, buttonClass } from '@/ui/button'
import { Field } from '@/ui/field'
import { Input, Select } from '@/ui/input'
import { Panel } from '@/ui/panel'

const FORMATS = { json: 'JSON', csv: 'CSV, for a spreadsheet', md: 'Markdown, for reading' }

/** Saves the record of a period as a file, and says before what will be in it. */
export function CompliancePanel() {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const [days, setDays] = useState(monthSoFar)
  const [format, setFormat] = useState('json')
  const period = { from: startOfDay(days.from) ?? '', to: startOfDay(days.to, 1) ?? '' }
  const isWhole = period.from !== '' && period.to !== ''
  const summary = useQuery(
    trpc.reports.complianceSummary.queryOptions({ companyId: slug, ...period }, { enabled: isWhole }),
  )
  const problem = isWhole ? summary.error && problemOf(summary.error).message : 'Say from which day to which.'
  const address = `/api/v1/companies/${slug}/compliance?${new URLSearchParams({ ...period, format })}`
  return (
    <Panel title="Compliance record">
      <div className="flex flex-col gap-4">
        <p className="text-muted text-sm">
          The audit log with its hashes, approvals with their decisions, who had access, and changes of settings.
        </p>
        <div className="grid gap-4 sm:grid-cols-3">
          {(['from', 'to'] as const).map((name) => (
            <Field key={name} label={name === 'from' ? 'From day' : 'To day'}>
              {(control) => (
                <Input
                  {...control}
                  type="date"
                  value={days[name]}
                  onChange={(event) => setDays({ ...days, [name]: event.target.value })}
                />
              )}
            </Field>
          ))}
          <Field label="Format">
            {(control) => (
              <Select {...control} value={format} onChange={(event) => setFormat(event.target.value)}>
                {Object.entries(FORMATS).map(([value, label]) => (
                  <option key={value} value={value}>
                    {label}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        <FormProblem text={problem ?? undefined} />
        <div className="flex flex-wrap items-center gap-3">
          {summary.data && !problem ? (
            <a href={address} download className={buttonClass()}>
              <Download aria-hidden className="size-3.5" />
              Save record
            </a>
          ) : (
            <Button disabled icon={<Download aria-hidden className="size-3.5" />}>
              Save record
            </Button>
          )}
          {summary.data ? <span className="text-muted text-xs">{contentsText(summary.data.totals)}</span> : null}
        </div>
      </div>
    </Panel>
  )
}

type Totals = { audit: number; approvals: number; access: number; revisions: number }

function contentsText({ audit, approvals, access, revisions }: Totals): string {
  const parts = [
    counted(audit, 'entry', 'entries'),
    counted(approvals, 'approval', 'approvals'),
    counted(access, 'person or key with access', 'people and keys with access'),
    counted(revisions, 'change of settings', 'changes of settings'),
  ]
  return parts.join(', ')
}

function counted(n: number, one: string, several: string): string {
  return `${n.toLocaleString('en')} ${n === 1 ? one : several}`
}

function monthSoFar(): { from: string; to: string } {
  const today = new Date()
  return { from: dayOf(new Date(today.getFullYear(), today.getMonth(), 1)), to: dayOf(today) }
}
