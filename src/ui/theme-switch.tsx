'use client'

import { Monitor, Moon, Sun } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Menu } from './menu'
import { readTheme, type ThemeChoice, writeTheme } from './theme'

const choices: { id: ThemeChoice; label: string; icon: typeof Sun }[] = [
  { id: 'system', label: 'Like the system', icon: Monitor },
  { id: 'light', label: 'Light', icon: Sun },
  { id: 'dark', label: 'Dark', icon: Moon },
]

/** Light, dark, or what the operating system says. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState<ThemeChoice>('system')
  useEffect(() => setTheme(readTheme()), [])
  const Icon = choices.find((choice) => choice.id === theme)?.icon ?? Monitor
  return (
    <Menu
      label="Theme"
      triggerLabel="Theme"
      triggerClassName="inline-flex size-8 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink sm:size-7"
      trigger={<Icon aria-hidden className="size-4" />}
      items={choices.map(({ id, label, icon: ChoiceIcon }) => ({
        id,
        label,
        icon: <ChoiceIcon aria-hidden />,
        isChecked: id === theme,
        onSelect: () => {
          writeTheme(id)
          setTheme(id)
        },
      }))}
    />
  )
}
