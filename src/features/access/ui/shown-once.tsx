'use client'

import { Button } from '@/ui/button'
import { CopyButton } from '@/ui/copy-button'
import { Dialog } from '@/ui/dialog'

type ShownOnceProps = {
  title: string
  description: string
  text: string
  /** Of the button that copies it. */
  label: string
  onClose: () => void
}

/** A secret of which only the hash is kept. */
export function ShownOnce({ title, description, text, label, onClose }: ShownOnceProps) {
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      description={description}
      footer={
        <Button variant="primary" onClick={onClose}>
          I have copied it
        </Button>
      }
    >
      <div className="flex items-center gap-2 rounded-md border bg-sunken p-2.5">
        <code className="min-w-0 flex-1 break-all font-mono text-xs">{text}</code>
        <CopyButton text={text} label={label} />
      </div>
    </Dialog>
  )
}
