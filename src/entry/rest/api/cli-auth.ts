import { z } from 'zod'
import {
  approveCliChallenge,
  boardIdentity,
  type CliChallengeView,
  CreateCliChallenge,
  cancelCliChallenge,
  createCliChallenge,
  fetchCliKey,
  findCliChallenge,
  type Identity,
  listCompanies,
  revokeCurrentKey,
} from '@/features/access'
import { env } from '@/platform/env'
import { Refusal } from '@/platform/errors'
import { callerIn } from '../../caller'
import { addressOf } from '../../http/address'
import { currentRequest } from '../../http/request-scope'
import { Id, IdOrNull, Instant, InstantOrNull, idOrNull, Text } from './fields'
import { openRoute, rootRoute } from './route'

const POLL_MS = 1_000

const Status = z.enum(['pending', 'approved', 'cancelled', 'expired'])
const Token = z.string().max(200).optional()

const Challenge = z
  .object({
    id: Id,
    status: Status,
    code: z.string().meta({ description: 'Show it: the page shows the same.', example: 'BCDF-2345' }),
    command: z.string(),
    clientName: Text,
    requestedAccess: z.literal('board'),
    requestedCompanyId: IdOrNull,
    createdAt: Instant,
    expiresAt: Instant,
    approvedAt: InstantOrNull,
    cancelledAt: InstantOrNull,
    approvedByUserId: IdOrNull,
    companyId: IdOrNull.meta({ description: 'The company that the key is for.' }),
    keyId: IdOrNull,
    boardApiToken: Text.meta({ description: 'In the first answer after it was approved, and then never again.' }),
  })
  .meta({ id: 'CliChallenge' })

const Begun = z.object({
  id: Id,
  token: z.string().meta({ description: 'The secret to ask again with. It is in this answer and nowhere else.' }),
  boardApiToken: z.string().meta({ description: 'The key, refused with 401 until a person approves.' }),
  code: z.string(),
  approvalPath: z.string().meta({ description: 'The page where a signed-in person decides.' }),
  approvalUrl: z.string(),
  pollPath: z.string().meta({ description: 'Behind `/api`; ask with `?token=`.' }),
  expiresAt: Instant,
  suggestedPollIntervalMs: z.int(),
})

function challengeAnswer(view: CliChallengeView, boardToken: string | null): z.output<typeof Challenge> {
  const { id, status, code, command, clientName, requestedCompanyId, createdAt, expiresAt, decidedAt } = view
  return {
    ...{ id, status, code, command, clientName, requestedCompanyId, createdAt, expiresAt },
    requestedAccess: 'board',
    approvedAt: status === 'approved' ? decidedAt : null,
    cancelledAt: status === 'cancelled' ? decidedAt : null,
    approvedByUserId: view.approvedBy,
    companyId: view.keyCompanyId,
    keyId: view.keyId,
    boardApiToken: boardToken,
  }
}

/** The company that the key is for: the one that is named, the one that was asked for, or the only one there is. */
async function companyFor(identity: Identity, named: string | null | undefined, view: CliChallengeView) {
  const known = named ?? view.requestedCompanyId
  if (known) return known
  const { companies } = await listCompanies(identity, { limit: 2 })
  if (companies.length === 1) return companies[0]!.id
  throw new Refusal('broken_rule', 'Which company is the key for? Name its companyId.', { rule: 'company_needed' })
}

const TAG = 'Command line'

export const cliAuth = [
  openRoute({
    method: 'post',
    path: '/cli-auth/challenges',
    name: 'createCliChallenge',
    tag: TAG,
    summary: 'Ask to let a command line in',
    description: 'Needs no key. A person approves on the page within ten minutes; meanwhile ask again at `pollPath`.',
    body: CreateCliChallenge.extend({ requestedCompanyId: idOrNull('company') }),
    status: 201,
    answer: Begun,
    refusals: ['rate_limited'],
    run: async ({ body }) => {
      const { id, secret, boardToken, code, expiresAt } = await createCliChallenge(body)
      const approvalPath = `/cli-auth/${id}`
      return {
        ...{ id, token: secret, boardApiToken: boardToken, code, expiresAt, approvalPath },
        approvalUrl: addressOf(env()).replace(/\/$/, '') + approvalPath,
        pollPath: `/cli-auth/challenges/${id}`,
        suggestedPollIntervalMs: POLL_MS,
      }
    },
  }),
  openRoute({
    method: 'get',
    path: '/cli-auth/challenges/{challengeId}',
    name: 'findCliChallenge',
    tag: TAG,
    summary: 'Ask whether a command line was let in',
    description: 'With `token` for the command line; without it for the person who decides.',
    query: z.object({ token: Token }),
    answer: Challenge,
    refusals: ['not_found'],
    run: async ({ params: { challengeId }, query: { token }, identify }) => {
      if (token === undefined) return challengeAnswer(await findCliChallenge(challengeId, await identify()), null)
      const { boardToken, ...view } = await fetchCliKey(challengeId, token)
      return challengeAnswer(view, boardToken)
    },
  }),
  rootRoute({
    method: 'post',
    path: '/cli-auth/challenges/{challengeId}/approve',
    name: 'approveCliChallenge',
    tag: TAG,
    summary: 'Let a command line in',
    description: 'Makes the key: of the board of one company, acting as the person who approves.',
    body: z.object({ companyId: idOrNull('company') }),
    answer: z.object({ approved: z.literal(true), status: z.literal('approved'), companyId: Id, keyId: Id }),
    refusals: ['not_found', 'illegal_transition', 'broken_rule'],
    statuses: { illegal_transition: 409 },
    run: async ({ params: { challengeId }, body, identity, options }) => {
      const view = await findCliChallenge(challengeId, identity)
      const caller = await callerIn(identity, await companyFor(identity, body.companyId, view))
      const key = await approveCliChallenge(caller, { challengeId: view.id }, options)
      return { approved: true, status: 'approved', companyId: caller.companyId, keyId: key.id }
    },
  }),
  openRoute({
    method: 'post',
    path: '/cli-auth/challenges/{challengeId}/cancel',
    name: 'cancelCliChallenge',
    tag: TAG,
    summary: 'Do not let a command line in',
    description: 'By the command line with its `token`, or by a person.',
    body: z.object({ token: Token }),
    answer: z.object({ cancelled: z.literal(true), status: z.literal('cancelled') }),
    refusals: ['not_found', 'illegal_transition'],
    statuses: { illegal_transition: 409 },
    run: async ({ params: { challengeId }, body: { token }, identify }) => {
      await cancelCliChallenge(challengeId, token === undefined ? { identity: await identify() } : { secret: token })
      return { cancelled: true, status: 'cancelled' }
    },
  }),
  rootRoute({
    method: 'get',
    path: '/cli-auth/me',
    name: 'boardIdentity',
    tag: TAG,
    summary: 'Read which person a key acts as, and where',
    answer: z.object({
      user: z.object({ id: Id, name: z.string(), email: Text }),
      userId: Id,
      companyIds: z.array(Id),
      isInstanceAdmin: z.boolean(),
      source: z.enum(['session', 'local_implicit', 'board_key', 'instance_key']),
      keyId: IdOrNull,
    }),
    run: async ({ identity }) => {
      const who = await boardIdentity(identity)
      return { ...who, userId: who.user.id }
    },
  }),
  rootRoute({
    method: 'post',
    path: '/cli-auth/revoke-current',
    name: 'revokeCurrentKey',
    tag: TAG,
    summary: 'End the key that is sent',
    answer: z.object({ revoked: z.literal(true), keyId: Id }),
    refusals: ['broken_rule'],
    run: async ({ identity }) => ({
      revoked: true,
      ...(await revokeCurrentKey(identity, currentRequest()?.requestId)),
    }),
  }),
]
