import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { requireAttachment } from '../files'
import type { AttachmentView } from '../schema'

const AttachmentId = z.object({ attachmentId: z.uuid() })

/** What is known of an attachment; its bytes come from `openAttachment`. */
export const getAttachment = defineQuery({
  name: 'getAttachment',
  grant: 'task:read',
  input: AttachmentId,
  async run(view, { attachmentId }): Promise<AttachmentView> {
    const { storageKey: _, ...attachment } = await requireAttachment(view, attachmentId)
    return attachment
  },
})

/** The same with where the bytes are: for this room only. */
export const locateAttachment = defineQuery({
  name: 'locateAttachment',
  grant: 'task:read',
  input: AttachmentId,
  run: (view, { attachmentId }) => requireAttachment(view, attachmentId),
})
