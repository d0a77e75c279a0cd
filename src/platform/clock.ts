/** Where the product gets the time from. Tests set it; nothing else calls `new Date()` for a decision. */
let source: () => Date = () => new Date()

export function now(): Date {
  return source()
}

/** For tests: replaces the clock, and returns a function that puts the real one back. */
export function setClock(next: () => Date): () => void {
  source = next
  return () => {
    source = () => new Date()
  }
}
