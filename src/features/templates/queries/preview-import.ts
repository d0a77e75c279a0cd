import { defineQuery } from '@/platform/command'
import { slugFor } from '../free-slug'
import { planImport } from '../rules/plan'
import { ImportInput, type ImportPlan } from '../schema'
import { findExisting } from '../store'

/**
 * What an import would do, and what stands against it; changes nothing. Asked by a founder it is about a new company, else about the
 * caller's own.
 */
export const previewImport = defineQuery({
  name: 'previewImport',
  grant: 'company:write',
  input: ImportInput,
  async run(view, { bundle, ...options }): Promise<ImportPlan> {
    const existing = await findExisting(view)
    const slug = existing?.slug ?? (await slugFor(bundle.company, options))
    return planImport(bundle, options, existing, slug)
  },
})
