'use client'

import { Download } from 'lucide-react'
import { useCompany } from '@/features/companies/ui/use-company'
import { buttonClass } from '@/ui/button'
import { Menu } from '@/ui/menu'
import { dayIn } from './month-bars'

/** Saves the entries of a month, or all of them, for a spreadsheet. */
export function SaveLedger() {
  const company = useCompany().data
  if (!company) return null
  const thisMonth = dayIn(company.timeZone, new Date()).slice(0, 7)
  const lastMonth = monthBefore(thisMonth)
  const save = (month?: string) => {
    const address = `/api/v1/companies/${company.slug}/ledger.csv${month ? `?month=${month}` : ''}`
    // a refusal fails the download; an address to go to would put it in the place of the page
    Object.assign(document.createElement('a'), { href: address, download: '' }).click()
  }
  return (
    <Menu
      label="Save the ledger"
      triggerClassName={buttonClass('default', 'sm')}
      trigger={
        <>
          <Download aria-hidden className="size-3" />
          Save as CSV
        </>
      }
      items={[
        { id: 'this', label: 'This month', hint: thisMonth, onSelect: () => save(thisMonth) },
        { id: 'last', label: 'Last month', hint: lastMonth, onSelect: () => save(lastMonth) },
        { id: 'all', label: 'All of it', onSelect: () => save() },
      ]}
    />
  )
}

/** 2026-01 → 2025-12 */
function monthBefore(month: string): string {
  const day = new Date(`${month}-01T00:00:00Z`)
  day.setUTCMonth(day.getUTCMonth() - 1)
  return day.toISOString().slice(0, 7)
}
