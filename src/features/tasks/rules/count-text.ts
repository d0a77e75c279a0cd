/** More tasks of a state are not counted: a board reads its counts again with each event. */
export const MOST_COUNTED = 1_000

/** `12`, and `999+` for what was not counted to its end. */
export function countText(count: number): string {
  return count < MOST_COUNTED ? String(count) : `${MOST_COUNTED - 1}+`
}
