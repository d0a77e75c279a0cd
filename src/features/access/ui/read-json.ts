/** What an address of ours answers. @throws Error when it refuses */
export async function readJson(address: string): Promise<unknown> {
  const response = await fetch(address)
  if (!response.ok) throw new Error(`${address} answered ${response.status}`)
  return response.json()
}

/** A text field of an answer; empty when there is none. */
export function textIn(value: unknown, name: string): string {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
  const field: unknown = entries.find(([key]) => key === name)?.[1]
  return typeof field === 'string' ? field : ''
}
