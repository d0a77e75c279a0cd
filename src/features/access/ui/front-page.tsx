import type { ReactNode } from 'react'
import { Logo } from '@/ui/logo'
import { ThemeSwitch } from '@/ui/theme-switch'

/** The frame of a page outside any company: the mark, and one column in the middle. */
export function FrontPage({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-md flex-col justify-center px-4 py-10">
      <div className="mb-6 flex items-center gap-2.5">
        <Logo className="size-7 text-accent" />
        <span className="font-semibold text-base">Paperclip</span>
        <span className="ml-auto">
          <ThemeSwitch />
        </span>
      </div>
      <h1 className="text-balance font-semibold text-xl tracking-tight">{title}</h1>
      {text ? <p className="mt-1 text-muted">{text}</p> : null}
      <div className="mt-5">{children}</div>
    </main>
  )
}
