import { z } from 'zod'
import { defineQuery } from '@/platform/command'

/** What the caller may do in this company, as `<room>:<verb>`: screens leave out what is not in it. */
export const myGrants = defineQuery({
  name: 'myGrants',
  grant: 'company:read',
  input: z.object({}),
  async run(view): Promise<{ grants: string[] }> {
    return { grants: [...view.grants].sort() }
  },
})
