import { clsx } from 'clsx'

/** Keys as they are printed: `g t` is one after the other, `mod+k` is together. */
export function Kbd({ keys, className }: { keys: string; className?: string }) {
  return (
    <span className={clsx('inline-flex items-center gap-1 align-middle', className)}>
      {keys.split(' ').map((part, index) => (
        <kbd
          // biome-ignore lint/suspicious/noArrayIndexKey: the order of the keys is what they are
          key={index}
          className="inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-[4px] border border-line-strong bg-sunken px-1 font-sans text-2xs text-muted"
        >
          {printed(part)}
        </kbd>
      ))}
    </span>
  )
}

const names: Record<string, string> = { Enter: '↵', Escape: 'Esc', ' ': 'Space', Space: 'Space' }

function printed(part: string): string {
  if (part === 'mod+k') return '⌘K'
  if (part === 'mod+Enter') return '⌘↵'
  return names[part] ?? part
}
