/**
 * Whether a command may be run. Each entry of the list is a program, a program with the beginning of its arguments, or `*` for
 * anything. A program that is named without a path is not the one at some path.
 */
export function isAllowed(allowed: readonly string[], program: string, args: readonly string[]): boolean {
  const words = [program, ...args]
  return allowed.some((entry) => {
    if (entry === '*') return true
    const wanted = entry.split(/\s+/)
    return wanted.every((word, i) => words[i] === word)
  })
}
