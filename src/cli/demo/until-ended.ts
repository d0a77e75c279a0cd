/** Waits until this process should end: asked to by a signal, or left alone by the one that started it. */
export function untilEnded(): Promise<void> {
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => resolve())
    process.once('disconnect', () => resolve())
    // a parent that was killed says nothing; its children are then somebody else's
    const parent = process.ppid
    const timer = setInterval(() => {
      if (process.ppid === parent) return
      clearInterval(timer)
      resolve()
    }, 1000)
  })
}
