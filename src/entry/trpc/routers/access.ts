import { z } from 'zod'
import {
  AppointInstanceAdmin,
  acceptInvitation,
  appointInstanceAdmin,
  appointInTeam,
  approveCliChallenge,
  CreateWorkerKey,
  cancelCliChallenge,
  createApiKey,
  createWorkerKey,
  deleteAccount,
  dismissFromTeam,
  dismissInstanceAdmin,
  endSessions,
  findCliChallenge,
  findInvitation,
  inviteMember,
  leaveCompany,
  listApiKeys,
  listGranted,
  listInstanceAdmins,
  listInvitations,
  listSessions,
  listWorkerKeys,
  myGrants,
  removeMember,
  revokeApiKey,
  revokeInvitation,
  revokeWorkerKey,
  setMemberRole,
  whoAmI,
} from '@/features/access'
import { currentRequest } from '../../http/request-scope'
import { identifiedProcedure, router } from '../init'
import { commandProcedure, queryProcedure } from '../procedure'

const Token = z.object({ token: z.string().min(1).max(200) })
const Challenge = z.object({ challengeId: z.string() })

export const access = router({
  /** Who the caller is, before any company. */
  whoAmI: identifiedProcedure.query(({ ctx }) => whoAmI(ctx.identity)),
  myGrants: queryProcedure(myGrants),
  listGranted: queryProcedure(listGranted),
  listApiKeys: queryProcedure(listApiKeys),
  createApiKey: commandProcedure(createApiKey),
  revokeApiKey: commandProcedure(revokeApiKey),
  listInvitations: queryProcedure(listInvitations),
  inviteMember: commandProcedure(inviteMember),
  revokeInvitation: commandProcedure(revokeInvitation),
  setMemberRole: commandProcedure(setMemberRole),
  removeMember: commandProcedure(removeMember),
  appointInTeam: commandProcedure(appointInTeam),
  dismissFromTeam: commandProcedure(dismissFromTeam),
  leaveCompany: commandProcedure(leaveCompany),
  /** What an invitation offers, and taking it, before one belongs to its company. */
  findInvitation: identifiedProcedure.input(Token).mutation(({ input }) => findInvitation(input.token)),
  acceptInvitation: identifiedProcedure
    .input(Token)
    .mutation(({ ctx, input }) => acceptInvitation(ctx.identity, input.token, currentRequest()?.requestId)),
  listSessions: identifiedProcedure.query(({ ctx }) => listSessions(ctx.identity)),
  /** Ends the account of who asks. */
  deleteAccount: identifiedProcedure.mutation(({ ctx }) => deleteAccount(ctx.identity, currentRequest()?.requestId)),
  endSessions: identifiedProcedure
    .input(z.object({ sessionId: z.uuid().nullable() }))
    .mutation(({ ctx, input }) => endSessions(ctx.identity, input.sessionId)),
  /** Who administers the installation, for who does. */
  listInstanceAdmins: identifiedProcedure.query(({ ctx }) => listInstanceAdmins(ctx.identity)),
  appointInstanceAdmin: identifiedProcedure
    .input(AppointInstanceAdmin)
    .mutation(({ ctx, input }) => appointInstanceAdmin(ctx.identity, input.email)),
  dismissInstanceAdmin: identifiedProcedure
    .input(z.object({ personId: z.uuid() }))
    .mutation(({ ctx, input }) => dismissInstanceAdmin(ctx.identity, input.personId)),
  /** Of no company: what workers prove themselves with. */
  listWorkerKeys: identifiedProcedure.query(({ ctx }) => listWorkerKeys(ctx.identity)),
  createWorkerKey: identifiedProcedure
    .input(CreateWorkerKey)
    .mutation(({ ctx, input }) => createWorkerKey(ctx.identity, input)),
  revokeWorkerKey: identifiedProcedure
    .input(z.object({ keyId: z.uuid() }))
    .mutation(({ ctx, input }) => revokeWorkerKey(ctx.identity, input.keyId)),
  /** What a command line asks for, before any company. */
  findCliChallenge: identifiedProcedure
    .input(Challenge)
    .query(({ ctx, input }) => findCliChallenge(input.challengeId, ctx.identity)),
  approveCliChallenge: commandProcedure(approveCliChallenge),
  cancelCliChallenge: identifiedProcedure
    .input(Challenge)
    .mutation(({ ctx, input }) => cancelCliChallenge(input.challengeId, { identity: ctx.identity })),
})
