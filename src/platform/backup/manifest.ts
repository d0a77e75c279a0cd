import { z } from 'zod'

/** First and last words of a backup: what it is, and what must be found in it. Written last, because it holds the hashes. */
export const Manifest = z.object({
  format: z.literal('paperclip-backup'),
  formatVersion: z.literal(1),
  productVersion: z.string(),
  createdAt: z.iso.datetime(),
  /** As in `18.1`. */
  postgresVersion: z.string(),
  /** Migrations that the database had, in their order. */
  migrations: z.array(z.object({ name: z.string().regex(/^\w+$/), checksum: z.string() })),
  /** Ids of the master keys that sealed secrets in it; the keys themselves are never in a backup. */
  keyIds: z.array(z.string()),
  tables: z.array(
    z.object({
      schema: z.string(),
      name: z.string(),
      columns: z.array(z.string()).min(1),
      rows: z.int().min(0),
      bytes: z.int().min(0),
      sha256: z.string(),
    }),
  ),
  /** The last number that was given; null: none yet. A text, because it may be beyond 2^53. */
  sequences: z.array(z.object({ schema: z.string(), name: z.string(), last: z.string().nullable() })),
  files: z.object({
    count: z.int().min(0),
    bytes: z.int().min(0),
    /** Named by the database, and not in the storage. */
    missing: z.int().min(0),
    /** Of the list of files, `files.jsonl`, which has the hash of each. */
    listBytes: z.int().min(0),
    sha256: z.string(),
  }),
})
export type Manifest = z.output<typeof Manifest>
export type TablePart = Manifest['tables'][number]

/** One line of `files.jsonl`. */
export const FileLine = z.object({
  key: z.string(),
  contentType: z.string(),
  bytes: z.int().min(0),
  sha256: z.string(),
})
export type FileLine = z.output<typeof FileLine>

export const MANIFEST = 'manifest.json'
export const MANIFEST_HASH = 'manifest.sha256'
export const FILE_LIST = 'files.jsonl'
export const tablePath = ({ schema, name }: Pick<TablePart, 'schema' | 'name'>) => `tables/${schema}/${name}.copy`
export const filePath = (key: string) => `files/${key}`

/** What keeps a backup from being made or restored; its message says what to do. */
export class BackupProblem extends Error {
  override readonly name = 'BackupProblem'
}
