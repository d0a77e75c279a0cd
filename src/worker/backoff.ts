const FIRST_MS = 200
const LONGEST_MS = 5_000

/** How long to wait, in milliseconds, after this many failures in a row; spread, so that many workers do not come at once. */
export function pauseMs(failures: number): number {
  return Math.min(FIRST_MS * 2 ** (failures - 1), LONGEST_MS) * (0.75 + Math.random() / 2)
}

/** Waits; an aborted signal ends the wait early. Never rejects. */
export function rest(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const end = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal?.addEventListener('abort', end)
  })
}
