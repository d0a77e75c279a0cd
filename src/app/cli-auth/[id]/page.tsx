import type { Metadata } from 'next'
import { CliLoginPage } from '@/features/access/ui/cli-login-page'

export const metadata: Metadata = { title: 'Let a command line in' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return <CliLoginPage challengeId={id} />
}
