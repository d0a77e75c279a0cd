import { InstanceStatus, instanceStatus } from '@/features/reports'
import { rootRoute } from './route'

export const instance = [
  rootRoute({
    method: 'get',
    path: '/instance',
    name: 'instanceStatus',
    isOnlyFor: 'administrators',
    tag: 'Companies',
    summary: 'See how the installation stands: for its administrators',
    description: 'Version, workers, engine, age of its queue, database, storage, and what is wrong, in sentences.',
    answer: InstanceStatus.meta({ id: 'InstanceStatus' }),
    run: ({ identity }) => instanceStatus(identity),
  }),
]
