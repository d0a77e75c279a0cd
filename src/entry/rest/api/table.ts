import type { Route } from '../route'
import { activity } from './activity'
import { agentInstructions } from './agent-instructions'
import { agentKeys } from './agent-keys'
import { agentLifecycle } from './agent-lifecycle'
import { agentRevisions } from './agent-revisions'
import { agentSessions } from './agent-sessions'
import { agents } from './agents'
import { approvals } from './approvals'
import { attachments } from './attachments'
import { budgets } from './budgets'
import { cliAuth } from './cli-auth'
import { comments } from './comments'
import { companies } from './companies'
import { costCorrections } from './cost-corrections'
import { costs } from './costs'
import { dashboard } from './dashboard'
import { documents } from './documents'
import { effects } from './effects'
import { forecasts } from './forecasts'
import { goals } from './goals'
import { inbox } from './inbox'
import { instance } from './instance'
import { interactions } from './interactions'
import { issueMarks } from './issue-marks'
import { issueTrees } from './issue-trees'
import { issueWork } from './issue-work'
import { issues } from './issues'
import { labels } from './labels'
import { me } from './me'
import { memories } from './memories'
import { modelPrices } from './model-prices'
import { models } from './models'
import { notifications } from './notifications'
import { portability } from './portability'
import { projects } from './projects'
import { routines } from './routines'
import { runs } from './runs'
import { scheduleSlots } from './schedule-slots'
import { search } from './search'
import { secrets } from './secrets'
import { teams } from './teams'
import { workProducts } from './work-products'
import { workers } from './workers'

/** Every route of `/api`, in the order of its document. */
export const TABLE: readonly Route[] = [
  // what an agent asks of itself stands before what names an agent
  ...me,
  ...companies,
  ...dashboard,
  ...inbox,
  ...instance,
  ...agents,
  ...agentLifecycle,
  ...scheduleSlots,
  ...agentSessions,
  ...agentKeys,
  ...agentRevisions,
  ...agentInstructions,
  ...teams,
  ...goals,
  ...projects,
  ...issues,
  ...issueWork,
  ...issueTrees,
  ...issueMarks,
  ...comments,
  ...interactions,
  ...effects,
  ...workProducts,
  ...documents,
  ...attachments,
  ...labels,
  ...routines,
  ...memories,
  ...approvals,
  ...runs,
  ...models,
  ...workers,
  ...costs,
  ...forecasts,
  ...costCorrections,
  ...modelPrices,
  ...budgets,
  ...activity,
  ...search,
  ...secrets,
  ...notifications,
  ...cliAuth,
  ...portability,
]
