import { z } from 'zod'
import { deleteAccount } from '@/features/access'
import { exportPerson } from '@/features/reports'
import { downloadResponse } from '../../http/files'
import { rootRoute } from './route'

export const me = [
  rootRoute({
    method: 'get',
    path: '/me/export',
    name: 'exportPerson',
    isOnlyFor: 'people',
    tag: 'Organisation',
    summary: 'Take along all that is known of you',
    description:
      'A zip of JSON: profile, memberships, sessions, and what you wrote, decided and did in each of your companies. For people, one at a time.',
    refusals: ['rate_limited'],
    answer: z.string().meta({ format: 'binary' }),
    produces: 'application/zip',
    run: async ({ identity }) => downloadResponse(await exportPerson(identity), 'application/zip', 'my-data.zip'),
  }),
  rootRoute({
    method: 'delete',
    path: '/me',
    name: 'deleteAccount',
    isOnlyFor: 'people',
    tag: 'Organisation',
    summary: 'Delete your account',
    description:
      'Memberships, sessions and sign-ins end, name and address go. What you wrote stays, under "Former member".',
    answer: z.object({ deleted: z.literal(true) }),
    refusals: ['broken_rule'],
    run: ({ identity }) => deleteAccount(identity),
  }),
]
