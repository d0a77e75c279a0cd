import { onNews } from './pulse'

export type NextNews = {
  /** Resolves when the news came, also when that was before the call, or after so long. Once. */
  within(ms: number): Promise<void>
  forget(): void
}

/** Listens for news of this name from now on: begin before looking, so that nothing that comes in between is missed. */
export function nextNews(name: string): NextNews {
  let hasCome = false
  let wake = () => {}
  const unsubscribe = onNews((news) => {
    if (news && !news.names.includes(name)) return
    hasCome = true
    wake()
  })
  return {
    forget: unsubscribe,
    within: (ms) =>
      new Promise<void>((resolve) => {
        const end = () => {
          clearTimeout(timer)
          unsubscribe()
          resolve()
        }
        const timer = setTimeout(end, ms)
        wake = end
        if (hasCome) end()
      }),
  }
}
