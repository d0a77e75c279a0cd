'use client'

import { Children, isValidElement, type ReactElement, type ReactNode, useEffect } from 'react'

type SettingsSectionProps = { id: string; label: string; children: ReactNode }

/** A part of the settings that an address can lead to, as in `#secrets`. */
export function SettingsSection({ id, children }: SettingsSectionProps) {
  return (
    <div id={id} className="flex scroll-mt-16 flex-col gap-4 empty:hidden">
      {children}
    </div>
  )
}

/** The parts below each other, with a list of them beside, where there is room for it. */
export function SettingsSections({ children }: { children: ReactNode }) {
  const sections = Children.toArray(children).filter((child): child is ReactElement<SettingsSectionProps> =>
    isValidElement(child),
  )
  // What an address names is on the screen only now, and not when the browser looked for it.
  useEffect(() => {
    const { hash } = window.location
    if (hash) document.getElementById(hash.slice(1))?.scrollIntoView()
  }, [])
  return (
    <div className="flex items-start gap-x-8 gap-y-3 max-lg:flex-col max-lg:items-stretch">
      <nav
        aria-label="Settings"
        className="shrink-0 max-lg:-mx-3 max-lg:overflow-x-auto max-lg:px-3 lg:sticky lg:top-18 lg:order-2 lg:w-44"
      >
        <ul className="flex gap-0.5 max-lg:border-b lg:flex-col lg:border-l">
          {sections.map(({ props: { id, label } }) => (
            <li key={id}>
              <a
                href={`#${id}`}
                className="block whitespace-nowrap border-transparent px-3 py-1 text-muted text-sm hover:border-accent hover:text-ink max-lg:border-b-2 lg:-ml-px lg:border-l-2"
              >
                {label}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div className="flex min-w-0 max-w-3xl flex-1 flex-col gap-4">{children}</div>
    </div>
  )
}
