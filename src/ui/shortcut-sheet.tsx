'use client'

import { Dialog } from './dialog'
import { Kbd } from './kbd'
import { KEYS, type KeyEntry } from './keys'

const groups: KeyEntry['group'][] = ['Everywhere', 'In a list', 'Go to']

type ShortcutSheetProps = {
  isOpen: boolean
  onClose: () => void
  /** Keys that do nothing for the reader. */
  leavesOut?: readonly string[]
}

/** Every key, by where it works. */
export function ShortcutSheet({ isOpen, onClose, leavesOut = [] }: ShortcutSheetProps) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Keys" description="They rest while you type.">
      <div className="grid gap-x-10 gap-y-5 sm:grid-cols-2">
        {groups.map((group) => (
          <section
            key={group}
            className={group === 'Go to' ? 'sm:col-start-2 sm:row-span-2 sm:row-start-1' : undefined}
          >
            <h3 className="mb-1 font-medium text-faint text-xs">{group}</h3>
            <dl>
              {Object.values<KeyEntry>(KEYS)
                .filter((entry) => entry.group === group && !leavesOut.includes(entry.keys))
                .map((entry) => (
                  <div key={entry.keys} className="flex h-8 items-center justify-between border-b last:border-b-0">
                    <dt>{entry.label}</dt>
                    <dd>
                      <Kbd keys={entry.keys} />
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
