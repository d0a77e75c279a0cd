'use client'

import { Dialog } from './dialog'
import { Kbd } from './kbd'
import { KEYS, type KeyEntry } from './keys'

const groups: KeyEntry['group'][] = ['Everywhere', 'In a list', 'Go to']

/** Every key, by where it works. */
export function ShortcutSheet({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
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
                .filter((entry) => entry.group === group)
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
