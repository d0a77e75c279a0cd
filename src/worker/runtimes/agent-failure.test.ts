import { expect, it } from 'vitest'
import { failureOf, isUnknownSession } from './agent-failure'

const NOW = Date.parse('2026-11-21T12:00:00Z')

it.each([
  ['HTTP 429: API Error: Slow down, retry after 30 seconds', 'rate_limited', 30],
  ['exceeded retry limit, last status: 429 Too Many Requests', 'rate_limited', undefined],
  ['Claude AI usage limit reached|1795269600', 'rate_limited', 7200],
  ["You've hit your usage limit. Try again in 1 day 2 hours 3 minutes.", 'rate_limited', 86_400],
  ['Rate limit reached for gpt-5 in organization x. Please try again in 1m20.5s.', 'rate_limited', 81],
  ['RESOURCE_EXHAUSTED: Quota exceeded for requests per minute. Please retry in 12.2s.', 'rate_limited', 13],
  ['limit reached, usage limit resets at 2026-11-21T15:00:00Z', 'rate_limited', 10_800],
  ['529 {"type":"overloaded_error"}', 'rate_limited', undefined],
  ['You exceeded your current quota, please check your plan and billing details.', 'quota', undefined],
  ['HTTP 400: Your credit balance is too low to access the API.', 'quota', undefined],
  ['HTTP 401: invalid x-api-key', 'auth', undefined],
  ['Invalid API key · Please run /login', 'auth', undefined],
  ['Invalid auth method selected.', 'auth', undefined],
  ['unexpected status 401 Unauthorized: , url: http://127.0.0.1/v1/responses', 'auth', undefined],
  ['Segmentation fault', 'crashed', undefined],
])('pain 3: what "%s" speaks of is told apart', (text, errorCode, retryAfterSeconds) => {
  const failure = failureOf(text, NOW)
  expect([failure.errorCode, failure.retryAfterSeconds]).toEqual([errorCode, retryAfterSeconds])
})

it('waits until the clock shows the time at which a limit is over, today or tomorrow', () => {
  for (const time of ['3pm', '11:30am', '12am']) {
    const { retryAfterSeconds = -1 } = failureOf(`5-hour limit reached ∙ usage limit resets ${time}`, NOW)
    expect(retryAfterSeconds).toBeGreaterThan(0)
    expect(retryAfterSeconds).toBeLessThanOrEqual(86_400)
  }
})

it.each([
  ['No conversation found with session ID: d8971304-0b07-4372-b81b-e6984f7dff00', true],
  ['Error: thread/resume: thread/resume failed: no rollout found for thread id 01a1fe5c (code -32600)', true],
  ['Error: Session not found: ses_1', true],
  ['The file was not found', false],
])('"%s" is of a session that is not known: %s', (text, isUnknown) => expect(isUnknownSession(text)).toBe(isUnknown))
