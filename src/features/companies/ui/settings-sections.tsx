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
    <div className="flex items-start gap-8">
      <div className="flex min-w-0 max-w-3xl flex-1 flex-col gap-4">{children}</div>
      <nav aria-label="Settings" className="sticky top-18 w-44 shrink-0 max-lg:hidden">
        <ul className="flex flex-col gap-0.5 border-l">
          {sections.map(({ props: { id, label } }) => (
            <li key={id}>
              <a
                href={`#${id}`}
                className="-ml-px block border-transparent border-l-2 px-3 py-1 text-muted text-sm hover:border-accent hover:text-ink"
              >
                {label}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </div>
  )
}
