import type { SearchHit } from '../schema'

/** The text around a match, what was looked for marked. */
export function Snippet({ pieces }: { pieces: SearchHit['snippet'] }) {
  return pieces.map((piece, index) =>
    piece.isMatch ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text in their order
      <mark key={index} className="rounded-sm bg-warn-soft text-warn">
        {piece.text}
      </mark>
    ) : (
      piece.text
    ),
  )
}
