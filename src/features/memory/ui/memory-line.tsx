import { Pencil, Trash2 } from 'lucide-react'
import { Granted } from '@/features/companies/ui/granted'
import { Badge } from '@/ui/badge'
import { IconButton } from '@/ui/icon-button'
import { RelativeTime } from '@/ui/relative-time'
import type { MemoryView } from '../schema'

type MemoryLineProps = { memory: MemoryView; onDeed: (deed: 'change' | 'forget') => void }

const authors: Record<MemoryView['authorKind'], string> = { person: 'by a person', agent: 'by an agent', system: '' }

/** One memory: its key and tags, what it says, and whether runs are given it. */
export function MemoryLine({ memory, onDeed }: MemoryLineProps) {
  return (
    <li className="flex gap-3 border-b px-3 py-2.5 text-sm last:border-b-0 sm:px-4">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="break-all font-medium font-mono text-xs">{memory.key}</span>
          {memory.tags.map((tag) => (
            <Badge key={tag}>{tag}</Badge>
          ))}
        </p>
        <p className="mt-1 line-clamp-3 whitespace-pre-line break-words">{memory.text}</p>
        <p className="mt-1 text-faint text-xs">
          written <RelativeTime at={memory.updatedAt} /> {authors[memory.authorKind]}
          {memory.lastUsedAt ? (
            <>
              , used <RelativeTime at={memory.lastUsedAt} />
            </>
          ) : (
            ', not used yet'
          )}
        </p>
      </div>
      <Granted to="task:write">
        <span className="flex shrink-0 gap-0.5">
          <IconButton
            size="sm"
            label={`Change ${memory.key}`}
            icon={<Pencil className="size-3.5" />}
            onClick={() => onDeed('change')}
          />
          <IconButton
            size="sm"
            label={`Forget ${memory.key}`}
            icon={<Trash2 className="size-3.5" />}
            onClick={() => onDeed('forget')}
          />
        </span>
      </Granted>
    </li>
  )
}
