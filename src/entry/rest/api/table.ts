import type { Route } from '../route'
import { agents } from './agents'
import { approvals } from './approvals'
import { comments } from './comments'
import { companies } from './companies'
import { documents } from './documents'
import { goals } from './goals'
import { issues } from './issues'
import { money } from './money'
import { record } from './record'
import { runs } from './runs'
import { secrets } from './secrets'

/** Every route of `/api`, in the order of its document. */
export const TABLE: readonly Route[] = [
  ...companies,
  // what an agent asks of itself stands before what names an agent
  ...issues,
  ...agents,
  ...comments,
  ...documents,
  ...goals,
  ...approvals,
  ...runs,
  ...money,
  ...record,
  ...secrets,
]
