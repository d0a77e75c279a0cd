'use client'

import { Download, Upload } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button, buttonClass } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Panel } from '@/ui/panel'
import { ImportForm } from './import-form'
import { addressOfBundle } from './send-bundle'

/** Takes a company away as a file, and brings one in. */
export function MovePanel({ company }: { company: { slug: string; name: string } }) {
  const [isImporting, setIsImporting] = useState(false)
  const close = () => setIsImporting(false)
  return (
    <Panel title="Move this company">
      <div className="flex flex-col gap-4 text-sm">
        <Deed
          text="Everything that can be carried to another installation, in one .paperclip file: goals, agents, tasks with their threads and documents. Secrets, people, runs and costs stay here."
          button={
            <a href={addressOfBundle(company.slug)} download className={buttonClass()}>
              <Download aria-hidden className="size-3.5" />
              Export
            </a>
          }
        />
        <Deed
          text="Bring a .paperclip file into this company, or found another one with it. Agents arrive paused."
          button={
            <Button icon={<Upload aria-hidden className="size-3.5" />} onClick={() => setIsImporting(true)}>
              Import
            </Button>
          }
        />
      </div>
      <Dialog isOpen={isImporting} onClose={close} title="Import a bundle">
        <ImportForm here={company} cancel={<Button onClick={close}>Cancel</Button>} />
      </Dialog>
    </Panel>
  )
}

function Deed({ text, button }: { text: string; button: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-3">
      <p className="min-w-56 flex-1 text-muted">{text}</p>
      {button}
    </div>
  )
}
