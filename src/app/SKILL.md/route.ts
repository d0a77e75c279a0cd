import { SKILL } from '@/entry/skill'

/** For everybody: it says how to work here, and nothing of any company. */
export function GET(): Response {
  return new Response(SKILL, { headers: { 'content-type': 'text/markdown; charset=utf-8' } })
}
