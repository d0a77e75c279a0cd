import { defineQuery } from '@/platform/command'
import { DocumentName } from '../schema'
import { requireDocument } from '../store'

/** A document with its text. */
export const getDocument = defineQuery({
  name: 'getDocument',
  grant: 'task:read',
  input: DocumentName,
  run: requireDocument,
})
