import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { forgetNow, storageKeyOf } from '../files'

/** Lets the bytes of an upload that broke off be removed now. Of one that became an attachment nothing happens. */
export const dropUpload = defineCommand({
  name: 'dropUpload',
  grant: 'task:write',
  input: z.object({ attachmentId: z.uuid() }),
  output: z.object({}),
  records: [],
  announces: [],
  async run(work, { attachmentId }) {
    await forgetNow(work, storageKeyOf(work.companyId, attachmentId))
    work.unchanged()
    return {}
  },
})
