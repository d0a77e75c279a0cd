import { type Dialect, type Json, partOf } from './endpoints'

/**
 * What a request can be counted as, in tokens of input. Every tokenizer in use makes at most one token of a byte, and the request is
 * at least as long as what it says: its bytes are a bound of its tokens.
 */
export type InputBound = {
  /** It is never counted as more. */
  mostTokens: number
  /** What it is probably counted as: for a call of which nobody says it. */
  likelyTokens: number
  /** Reads what the gateway does not see (files, earlier answers, what the provider looks up): only the model's window bounds it. */
  isOpen: boolean
  /** The provider is asked to take longer conversations than the model takes by itself. */
  isLong: boolean
}

/** What providers add by themselves: the frame of a conversation, and how tools are used. */
const OVERHEAD_TOKENS = 1000
const BYTES_PER_TOKEN = 4
/**
 * The most that one image is counted as. Anthropic scales images down to about 4,800 tokens; of those that speak OpenAI's dialect
 * gpt-4o-mini counts the most (48,169 for the largest at high detail), and open models up to 16,384.
 */
const IMAGE_TOKENS: Record<Dialect, number> = { anthropic: 5_000, openai: 16_384 }
const DEAREST_IMAGE_TOKENS = 50_000
const LIKELY_IMAGE_TOKENS = 1_500

const IMAGES = new Set(['image', 'image_url', 'input_image'])
const FILES = new Set(['document', 'file', 'input_file', 'container_upload'])
/** Fields by which a request goes on with what the provider has kept, or looks things up. */
const READ_THERE = ['previous_response_id', 'conversation', 'prompt', 'container', 'mcp_servers', 'web_search_options']
/** Kinds of tools that the client carries out, so that what they bring in comes with its next request. All others are the provider's. */
const CLIENT_TOOLS =
  /^(function|custom|bash_|text_editor_|computer_|computer_use|memory_|shell$|local_shell$|apply_patch$)/
/** A body is JSON of limited depth; deeper ones are not looked through and their bytes count. */
const DEEPEST = 60

/** @param bytes length of the request as it came @param isLong see `InputBound` */
export function inputBound(dialect: Dialect, body: Json, bytes: number, isLong = false): InputBound {
  const found = { images: 0, inlineBytes: 0, files: 0 }
  look(body, found, 0)
  const isDear = typeof body.model === 'string' && body.model.includes('4o-mini')
  const perImage = isDear ? DEAREST_IMAGE_TOKENS : IMAGE_TOKENS[dialect]
  const textBytes = Math.max(0, bytes - found.inlineBytes)
  return {
    mostTokens: textBytes + OVERHEAD_TOKENS + found.images * perImage,
    likelyTokens: Math.ceil(textBytes / BYTES_PER_TOKEN) + found.images * LIKELY_IMAGE_TOKENS,
    isLong,
    isOpen: found.files > 0 || hasToolsThere(body) || READ_THERE.some((field) => isGiven(body[field])),
  }
}

const isGiven = (value: unknown) =>
  value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0)

/** Whether the provider itself may search, fetch or run something for the answer. A tool without a kind is the client's. */
function hasToolsThere(body: Json): boolean {
  const tools = Array.isArray(body.tools) ? body.tools.map(partOf) : []
  return tools.some(({ type }) => typeof type === 'string' && !CLIENT_TOOLS.test(type))
}

/** The bound for one model: nothing larger than its window is taken. @param tableTokens null when it is not known */
export function boundFor({ mostTokens, isOpen, isLong }: InputBound, tableTokens: number | null): number {
  const windowTokens = isLong && tableTokens !== null ? Math.max(tableTokens, UNKNOWN_WINDOW_TOKENS) : tableTokens
  const window = windowTokens ?? UNKNOWN_WINDOW_TOKENS
  if (isOpen) return Math.max(window, Math.min(mostTokens, UNKNOWN_WINDOW_TOKENS))
  return windowTokens === null ? mostTokens : Math.min(mostTokens, window)
}

const UNKNOWN_WINDOW_TOKENS = 1_000_000

type Found = { images: number; inlineBytes: number; files: number }

function look(value: unknown, found: Found, depth: number): void {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return
  if (Array.isArray(value)) {
    for (const each of value) look(each, found, depth + 1)
    return
  }
  const part = value as Json
  const type = typeof part.type === 'string' ? part.type : ''
  if (IMAGES.has(type)) {
    found.images += 1
    found.inlineBytes += inlineBytes(part, depth)
    return
  }
  if (FILES.has(type) && !isPlainText(part)) {
    found.files += 1
    return
  }
  for (const each of Object.values(part)) look(each, found, depth + 1)
}

const isPlainText = (part: Json) => (part.source as Json | undefined)?.type === 'text'

/** Characters of what is inline in an image: base64, one byte each. */
function inlineBytes(value: unknown, depth: number): number {
  if (typeof value === 'string') return value.length > 200 && isEncoded(value) ? value.length : 0
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return 0
  return Object.values(value).reduce<number>((sum, each) => sum + inlineBytes(each, depth + 1), 0)
}

/** Whether it is an image and no text that somebody calls one. */
function isEncoded(text: string): boolean {
  return /^(data:image\/[\w.+-]{1,40};base64,)?[A-Za-z0-9+/_=-]+$/.test(text)
}
