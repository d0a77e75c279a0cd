import { clsx } from 'clsx'

type AvatarProps = {
  name: string
  /** Agents are square, people are round. */
  kind?: 'agent' | 'person'
  size?: 'xs' | 'sm' | 'md' | 'lg'
  className?: string
}

const sizes = { xs: 'size-4 text-[8px]', sm: 'size-5 text-[9px]', md: 'size-6 text-[10px]', lg: 'size-10 text-sm' }

/** Initials on a colour that follows from the name. Decoration: the name itself stands beside it. */
export function Avatar({ name, kind = 'agent', size = 'sm', className }: AvatarProps) {
  const hue = hueOf(name)
  return (
    <span
      aria-hidden
      className={clsx(
        'inline-flex shrink-0 select-none align-middle items-center justify-center font-semibold leading-none tracking-tight',
        sizes[size],
        kind === 'person' ? 'rounded-full' : size === 'lg' ? 'rounded-lg' : 'rounded-[5px]',
        className,
      )}
      style={{
        background: `light-dark(oklch(0.91 0.055 ${hue}), oklch(0.34 0.065 ${hue}))`,
        color: `light-dark(oklch(0.4 0.12 ${hue}), oklch(0.88 0.07 ${hue}))`,
      }}
    >
      {initialsOf(name)}
    </span>
  )
}

/** First letters of the first and last word, at most two, in capitals. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean)
  const first = [...(words[0] ?? '?')]
  if (words.length < 2) return first.slice(0, 2).join('').toUpperCase()
  return `${first[0] ?? ''}${[...(words.at(-1) ?? '')][0] ?? ''}`.toUpperCase()
}

/** A hue from 0 to 359 that is always the same for one name. */
export function hueOf(name: string): number {
  let hash = 2166136261
  for (const char of name) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16777619)
  return (hash >>> 0) % 360
}
