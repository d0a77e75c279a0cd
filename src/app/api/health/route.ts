import { checkHealth } from '@/entry/health'

export const dynamic = 'force-dynamic'

/** Health where another server hosts the product; our own answers it before Next. */
export async function GET(): Promise<Response> {
  const { status, body } = await checkHealth()
  return Response.json(body, { status })
}
