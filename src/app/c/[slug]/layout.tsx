import type { ReactNode } from 'react'
import { CompanyShell } from '@/features/companies/ui/company-shell'

export default function Layout({ children }: { children: ReactNode }) {
  return <CompanyShell>{children}</CompanyShell>
}
