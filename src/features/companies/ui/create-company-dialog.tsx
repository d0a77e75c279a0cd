'use client'

import { useState } from 'react'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { CreateCompanyForm, createCompanyFormId } from './create-company-form'

/** Founds a company and goes there. */
export function CreateCompanyDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const [isBusy, setIsBusy] = useState(false)
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title="Create a company"
      description="A company has a mission, an org chart of agents, and one budget."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={createCompanyFormId} isBusy={isBusy}>
            Create company
          </Button>
        </>
      }
    >
      <CreateCompanyForm onBusy={setIsBusy} />
    </Dialog>
  )
}
