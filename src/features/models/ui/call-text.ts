import type { CallView } from '../schema'

type Tone = 'good' | 'warn' | 'bad' | 'neutral'

/** What became of a call, for people. */
export const CALL_STATE: Record<CallView['state'], { label: string; tone: Tone }> = {
  open: { label: 'Under way', tone: 'neutral' },
  answered: { label: 'Answered', tone: 'good' },
  failed: { label: 'Failed', tone: 'bad' },
  cut: { label: 'Cut off', tone: 'warn' },
  left: { label: 'Left', tone: 'neutral' },
  lost: { label: 'Lost', tone: 'bad' },
  refused: { label: 'Refused', tone: 'warn' },
}

const REASONS: Record<string, string> = {
  rate_limited: 'refused for its rate limit',
  overloaded: 'was overloaded',
  failed: 'failed',
  timeout: 'did not answer in time',
  unreachable: 'could not be reached',
  key_refused: 'refused the key',
  unknown_model: 'does not have the model',
  refused: 'refused the request',
  own_limit: 'was at its limit per minute',
  budget: 'was too dear for what is left',
}

/** Why not the model that was asked for: a sentence a failed attempt; repeats of one are counted. */
export function detours({ attempts }: Pick<CallView, 'attempts'>): string[] {
  const counted = new Map<string, number>()
  for (const { provider, model, status, reason } of attempts) {
    if (reason === null) continue
    const sentence = `${provider}/${model} ${REASONS[reason] ?? reason}${status ? ` (${status})` : ''}`
    counted.set(sentence, (counted.get(sentence) ?? 0) + 1)
  }
  return [...counted].map(([sentence, times]) => (times > 1 ? `${sentence}, ${times} times` : sentence))
}

/** JSON with line breaks, other text as it is. */
export function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
