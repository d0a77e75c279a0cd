import { Unacceptable } from './problem'

/** Whether a content type says that a body is JSON. */
export function isJsonType(contentType: string | null): boolean {
  return /^application\/(\w+[\w.-]*\+)?json\b/i.test(contentType ?? '')
}

/**
 * What a body of JSON says; nothing at all is an empty object.
 * @throws Unacceptable malformed_json
 */
export function parseJson(text: string): unknown {
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    throw new Unacceptable(400, 'malformed_json', 'The body is no valid JSON.')
  }
}
