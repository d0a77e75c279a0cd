import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { selectProviders } from '../store'

/** The model providers of the company, oldest first; of their keys only which secret it is. */
export const listProviders = defineQuery({
  name: 'listProviders',
  grant: 'company:read',
  input: z.object({}),
  run: (view) => selectProviders(view),
})
