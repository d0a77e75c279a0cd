import { FirstPage } from '@/features/companies/ui/first-page'

export default function Page() {
  return <FirstPage />
}
