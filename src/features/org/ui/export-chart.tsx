'use client'

import { Download } from 'lucide-react'
import { useTRPCClient } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { buttonClass } from '@/ui/button'
import { Menu } from '@/ui/menu'
import { useToast } from '@/ui/toast'

/** A PNG has this many points for one of the drawing, so that it can be printed. */
const SHARPNESS = 2

/** Saves the chart as a drawing or a picture; of a team, its agents with the managers above them. */
export function ExportChart({ teamId }: { teamId: string }) {
  const client = useTRPCClient()
  const toast = useToast()
  const { slug } = useCompanySlug()
  const save = async (kind: 'svg' | 'png') => {
    try {
      const { svg } = await client.org.drawOrgChart.query({ companyId: slug, teamId: teamId || undefined })
      const drawing = new Blob([svg], { type: 'image/svg+xml' })
      saveAs(`org-${slug}.${kind}`, kind === 'svg' ? drawing : await painted(drawing))
    } catch (error) {
      const why = error instanceof Error ? error.message : 'The browser gave no reason.'
      toast({ text: `The chart was not saved. ${why}`, tone: 'bad' })
    }
  }
  return (
    <Menu
      label="Save the chart"
      triggerClassName={buttonClass('default', 'sm')}
      trigger={
        <>
          <Download aria-hidden className="size-3" />
          Export
        </>
      }
      items={[
        { id: 'svg', label: 'Drawing (SVG)', onSelect: () => void save('svg') },
        { id: 'png', label: 'Picture (PNG)', onSelect: () => void save('png') },
      ]}
    />
  )
}

async function painted(drawing: Blob): Promise<Blob> {
  const image = new Image()
  const address = URL.createObjectURL(drawing)
  try {
    image.src = address
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = image.naturalWidth * SHARPNESS
    canvas.height = image.naturalHeight * SHARPNESS
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
    const picture = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
    if (!picture) throw new Error('It is too large for a picture: save the drawing.')
    return picture
  } finally {
    URL.revokeObjectURL(address)
  }
}

function saveAs(fileName: string, content: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = fileName
  link.click()
  URL.revokeObjectURL(link.href)
}
