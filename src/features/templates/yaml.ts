import { Composer, Lexer, Parser } from 'yaml'

/** Structures within structures. Deeper ones would overflow the stack of whatever reads them, which can end the whole program. */
const DEEPEST = 60

/** What a text of YAML says, or why it cannot be read. */
export type Yaml = { value: unknown; problem?: undefined } | { problem: string }

/**
 * Reads one document of YAML 1.2 into plain values. The depth is checked token by token, before anything recursive sees it; aliases,
 * by which a short text becomes a huge value, are refused.
 * @param most bytes; the work for a text grows faster than its length
 */
export function readYaml(text: string, most: number): Yaml {
  if (Buffer.byteLength(text) > most) return { problem: `is larger than ${most / 1024} KB` }
  try {
    const parser = new Parser()
    const tokens = []
    for (const lexeme of new Lexer().lex(text)) {
      for (const token of parser.next(lexeme)) tokens.push(token)
      if (parser.stack.length > DEEPEST) return { problem: 'is nested too deeply' }
    }
    for (const token of parser.end()) tokens.push(token)
    // comparing each key with all others takes too long for a file of strangers: of two the later one counts
    const [document, second] = [...new Composer({ uniqueKeys: false, logLevel: 'silent' }).compose(tokens)]
    if (second) return { problem: 'holds more than one document' }
    const [error] = document?.errors ?? []
    if (error) return { problem: `is not YAML: ${firstLine(error.message)}` }
    return { value: document?.toJS({ maxAliasCount: 0 }) ?? null }
  } catch (error) {
    const isAlias = error instanceof ReferenceError
    return { problem: isAlias ? 'has an alias (*name): write out what it stands for' : 'is not YAML' }
  }
}

function firstLine(text: string): string {
  return text.split('\n')[0]!.replace(/:$/, '')
}
