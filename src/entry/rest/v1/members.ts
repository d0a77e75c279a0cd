import { z } from 'zod'
import {
  type InvitationView,
  InviteMember,
  inviteMember,
  leaveCompany,
  listInvitations,
  removeMember,
  revokeInvitation,
  setMemberRole,
} from '@/features/access'
import { publicId } from '@/platform/ids'
import { Instant, idOf, NextCursor, shownId } from './fields'
import { route } from './route'

const Role = InviteMember.shape.role

const Invitation = z
  .object({
    id: shownId('invitation'),
    role: Role,
    email: z.string().nullable().meta({ description: 'Only who signs in with this verified address may use it.' }),
    status: z.enum(['open', 'accepted', 'revoked', 'expired']),
    invited_by: z.string().nullable(),
    accepted_by: z.string().nullable(),
    created_at: Instant,
    expires_at: Instant,
  })
  .meta({ id: 'Invitation' })

function invitationAnswer(view: InvitationView): z.output<typeof Invitation> {
  return {
    id: publicId('invitation', view.id),
    role: view.role,
    email: view.email,
    status: view.status,
    invited_by: view.invitedBy,
    accepted_by: view.acceptedBy,
    created_at: view.createdAt,
    expires_at: view.expiresAt,
  }
}

export const members = [
  route({
    method: 'post',
    path: '/companies/{company_id}/invitations',
    name: 'inviteMember',
    tag: 'Organisation',
    summary: 'Invite a person',
    description:
      'The `token` is in this answer and nowhere else. Hand on `<address of the installation>/join#<token>`; it works once.',
    body: z.object({
      role: Role,
      email: z.string().nullish().meta({ example: 'eve@example.com' }),
      expires_in_days: InviteMember.shape.expiresInDays,
    }),
    status: 201,
    answer: Invitation.extend({ token: z.string() }),
    refusals: ['rate_limited'],
    run: async ({ caller, body }) => {
      const { token, ...view } = await inviteMember(caller, {
        role: body.role,
        email: body.email,
        expiresInDays: body.expires_in_days,
      })
      return { ...invitationAnswer(view), token }
    },
  }),
  route({
    method: 'get',
    path: '/companies/{company_id}/invitations',
    name: 'listInvitations',
    tag: 'Organisation',
    summary: 'List the invitations of a company, newest first',
    query: z.object({
      cursor: idOf('invitation').optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50).meta({ type: 'integer' }),
    }),
    answer: z.object({ invitations: z.array(Invitation), next_cursor: NextCursor }),
    run: async ({ caller, query }) => {
      const page = await listInvitations(caller, { before: query.cursor, limit: query.limit })
      return {
        invitations: page.invitations.map(invitationAnswer),
        next_cursor: publicId('invitation', page.nextBefore),
      }
    },
  }),
  route({
    method: 'delete',
    path: '/companies/{company_id}/invitations/{invitation_id}',
    name: 'revokeInvitation',
    tag: 'Organisation',
    summary: 'Take an invitation back',
    answer: z.object({ id: shownId('invitation'), revoked: z.boolean() }),
    refusals: ['illegal_transition'],
    run: async ({ caller, params, options }) => {
      const { id } = await revokeInvitation(caller, { invitationId: params.invitation_id }, options)
      return { id: publicId('invitation', id), revoked: true }
    },
  }),
  route({
    method: 'put',
    path: '/companies/{company_id}/members/{person_id}/role',
    name: 'setMemberRole',
    tag: 'Organisation',
    summary: 'Change what a person may do in a company',
    body: z.object({ role: Role }),
    answer: z.object({ id: shownId('person'), role: Role }),
    refusals: ['broken_rule'],
    run: async ({ caller, params, body, options }) => {
      const { personId, role } = await setMemberRole(caller, { personId: params.person_id, role: body.role }, options)
      return { id: publicId('person', personId), role }
    },
  }),
  route({
    method: 'delete',
    path: '/companies/{company_id}/members/{person_id}',
    name: 'removeMember',
    tag: 'Organisation',
    summary: 'Remove a person from a company',
    answer: z.object({ id: shownId('person'), removed: z.boolean() }),
    refusals: ['broken_rule'],
    run: async ({ caller, params, options }) => {
      const { personId } = await removeMember(caller, { personId: params.person_id }, options)
      return { id: publicId('person', personId), removed: true }
    },
  }),
  route({
    method: 'post',
    path: '/companies/{company_id}/leave',
    name: 'leaveCompany',
    tag: 'Organisation',
    summary: 'Leave a company',
    body: z.object({}),
    answer: z.object({ id: shownId('person'), removed: z.boolean() }),
    refusals: ['broken_rule'],
    run: async ({ caller, options }) => {
      const { personId } = await leaveCompany(caller, {}, options)
      return { id: publicId('person', personId), removed: true }
    },
  }),
]
