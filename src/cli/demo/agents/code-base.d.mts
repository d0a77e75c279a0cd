export type SourceFile = {
  file: string
  folder: string
  characters: number
  lines: number
  words: number
  notes: number
}

export function readCodeBase(root: string): { files: SourceFile[]; characters: number }
