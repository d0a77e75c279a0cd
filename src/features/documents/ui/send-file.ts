/**
 * Sends a file to a task, as the bytes come off the disk.
 * @throws Error with a sentence for people when it was refused
 */
export async function sendFile(task: { id: string; companyId: string }, file: File): Promise<void> {
  const form = new FormData()
  form.set('file', file)
  const address = `/api/companies/${task.companyId}/issues/${task.id}/attachments`
  const response = await fetch(address, { method: 'POST', body: form }).catch(() => null)
  if (!response) throw new Error(`${file.name}: the server could not be reached. Nothing was added.`)
  if (response.ok) return
  const answer: unknown = await response.json().catch(() => null)
  const says = typeof answer === 'object' && answer !== null && 'error' in answer ? String(answer.error) : ''
  throw new Error(`${file.name}: ${says || `the server answered ${response.status}.`}`)
}

/** Where a file is saved from. */
export function addressOfFile(attachmentId: string): string {
  return `/api/attachments/${attachmentId}/content`
}

/** "1.4 MB". */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const units = ['kB', 'MB', 'GB']
  const step = Math.min(Math.floor(Math.log10(bytes) / 3), units.length)
  return `${(bytes / 1000 ** step).toFixed(1)} ${units[step - 1]}`
}
