/** A worker that can be asked, and what a run asks of one. */
export type Place = {
  runtimes: readonly string[]
  labels: readonly string[]
  isDraining: boolean
  /** It speaks another version of the protocol and was turned away. */
  isRefused: boolean
}
export type Wish = { runtime: string; workerLabels: readonly string[] }

/** The labels that a worker must have to run an agent with these settings. */
export function labelsOf(runtimeConfig: Readonly<Record<string, unknown>>): string[] {
  const { workerLabels } = runtimeConfig
  if (!Array.isArray(workerLabels)) return []
  return [...new Set(workerLabels.filter((label) => typeof label === 'string' && label !== ''))]
}

/** Whether a worker may have a run. */
export function mayHave(place: Place, { runtime, workerLabels }: Wish): boolean {
  return (
    isOpen(place) && place.runtimes.includes(runtime) && workerLabels.every((label) => place.labels.includes(label))
  )
}

const isOpen = (place: Place) => !place.isDraining && !place.isRefused

/**
 * Why no worker that is there takes a run: a sentence; null when one may, which has no free place yet.
 * @param workers those that were heard lately
 */
export function whyNoWorker(wish: Wish, workers: readonly Place[]): string | null {
  if (workers.some((worker) => mayHave(worker, wish))) return null
  const refused = workers.find((worker) => mayHave({ ...worker, isRefused: false }, wish))
  if (refused) return 'the worker that could run it was turned away, because it has another version. Update it.'
  const connected = workers.filter((worker) => !worker.isRefused)
  const open = connected.filter(isOpen)
  if (connected.length === 0) return 'no worker is connected. Start one with: paperclip worker'
  if (open.length === 0) return 'every worker that is connected is about to end.'
  const able = open.filter((worker) => worker.runtimes.includes(wish.runtime))
  if (able.length === 0) return `no connected worker has the runtime ${wish.runtime}.`
  return `no connected worker with the runtime ${wish.runtime} has the ${labelText(wish.workerLabels)}.`
}

function labelText(labels: readonly string[]): string {
  return labels.length === 1 ? `label ${labels[0]}` : `labels ${labels.join(', ')}`
}
