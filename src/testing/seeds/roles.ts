import { beforeAll, describe, expect, it } from 'vitest'
import { GRANTS_OF_AGENT, GRANTS_OF_ROLE, type Grant, ROLES } from '@/features/access/rules/grants'
import { restClient } from '../rest-client'
import { bodyFor, pathFor, queryOf } from './bodies'
import { type Furnished, furnish } from './furnish'
import { isEnding, nameOf, type Operation } from './operations'
import { MASTER_KEY, type Setting, told, withEach } from './setting'
import { fileForm } from './things'

type CallerName = (typeof ROLES)[number] | 'agent'
const CALLERS: CallerName[] = [...ROLES, 'agent']

/** What ends the caller: asked alone, and last. */
const LEAVING = [/\/members\/\{person_id\}$/, /\/leave$/, /\/revoke-current$/]

/** What a role may do to some and not to others, and here to none: the only member is an owner. */
const OWNERS_ONLY = /^(PUT|DELETE) .*\/members\/\{person_id\}|^PUT .*\/roles\/\{person_id\}$/

/** Whether a caller has what an operation says that it needs. */
function isPermitted(who: CallerName, operation: Operation): boolean {
  const { grant, onlyFor } = operation
  if (onlyFor && onlyFor !== (who === 'agent' ? 'agents' : undefined)) return false
  if (who === 'admin' && OWNERS_ONLY.test(nameOf(operation))) return false
  const grants: ReadonlySet<string> = who === 'agent' ? GRANTS_OF_AGENT : GRANTS_OF_ROLE[who]
  return grant === undefined || grants.has(grant satisfies string as Grant)
}

/**
 * What each role, and an agent, is answered in a company of its own: what the grant that an operation names says. Agents have rules
 * beyond their grants, as what is only for people, or only for the author.
 */
export function roles(setting: () => Setting): void {
  const companies: Partial<Record<CallerName, Furnished>> = {}
  const keys: Partial<Record<CallerName, string>> = {}
  beforeAll(async () => {
    const { server } = setting()
    const v1 = restClient(server.url, MASTER_KEY)
    await withEach(CALLERS, async (who) => {
      const company = await furnish(server, MASTER_KEY, `Numbat${who}`)
      companies[who] = company
      const kind = who === 'agent' ? { agent_id: company.ids.agent } : { role: who }
      const made = await v1('POST', `/companies/${company.ids.company}/keys`, { name: who, ...kind })
      keys[who] = String(made.body.token)
    })
  })

  describe('every operation of both dialects', () => {
    it('names what it needs to be permitted, where it is of a company', () => {
      const silent = setting().operations.filter(({ grant, path }) => !grant && /^\/\w+\/\{/.test(path))
      expect(silent.map(nameOf)).toEqual([])
    })

    /** The answer, when it is not what the operation's grant says. */
    async function wronglyAnswered(who: CallerName, operation: Operation): Promise<string[]> {
      const client = restClient(setting().server.url, keys[who], { base: operation.base })
      const company = companies[who]!
      const sent = operation.isForm ? fileForm('x.txt', 'x') : bodyFor(operation, company)
      const answer = await client(operation.method, pathFor(operation, company) + queryOf(operation), sent)
      const { status, body } = answer
      const isOwnRule = who === 'agent' && status === 403 && !JSON.stringify(body).includes('needs the permission')
      const isLetIn = isOwnRule || (status < 500 && status !== 401 && status !== 403)
      const needs = operation.onlyFor ? 'forbidden' : (operation.grant ?? '')
      const isForbidden = status === 403 && (JSON.stringify(body).includes(needs) || who === 'admin' || who === 'agent')
      const isRight = isPermitted(who, operation) ? isLetIn : isForbidden
      return isRight ? [] : [told(operation, operation.grant ?? '', answer)]
    }

    it.each(CALLERS)('answers %s by the grant that it names', async (who) => {
      const { operations } = setting()
      const ending = operations.filter(isEnding)
      const leaving = LEAVING.flatMap((last) => ending.filter(({ path }) => last.test(path)))
      const groups = [
        operations.filter((each) => !ending.includes(each)),
        ending.filter((each) => !leaving.includes(each)),
        ...leaving.map((each) => [each]),
      ]
      const wrong: string[][] = []
      for (const group of groups) wrong.push(...(await withEach(group, (each) => wronglyAnswered(who, each))))
      expect(wrong.flat()).toEqual([])
    })
  })
}
