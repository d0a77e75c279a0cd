import {
  deleteAttachment,
  deleteDocument,
  getAttachment,
  getDocument,
  getDocumentRevision,
  listAttachments,
  listDocumentRevisions,
  listDocuments,
  lockDocument,
  putDocument,
  restoreDocumentRevision,
  unlockDocument,
} from '@/features/documents'
import { router } from '../init'
import { commandProcedure, queryProcedure } from '../procedure'

export const documents = router({
  listDocuments: queryProcedure(listDocuments),
  getDocument: queryProcedure(getDocument),
  listDocumentRevisions: queryProcedure(listDocumentRevisions),
  getDocumentRevision: queryProcedure(getDocumentRevision),
  putDocument: commandProcedure(putDocument),
  restoreDocumentRevision: commandProcedure(restoreDocumentRevision),
  lockDocument: commandProcedure(lockDocument),
  unlockDocument: commandProcedure(unlockDocument),
  deleteDocument: commandProcedure(deleteDocument),
  listAttachments: queryProcedure(listAttachments),
  getAttachment: queryProcedure(getAttachment),
  deleteAttachment: commandProcedure(deleteAttachment),
})
