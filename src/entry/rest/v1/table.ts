import { agentConfig } from './agent-config'
import { agentSessions } from './agent-sessions'
import { agentWakes } from './agent-wakes'
import { agentWork } from './agent-work'
import { agents } from './agents'
import { approvals } from './approvals'
import { attachments } from './attachments'
import { budgets } from './budgets'
import { companies } from './companies'
import { costCorrections } from './cost-corrections'
import { documents } from './documents'
import { effects } from './effects'
import { forecasts } from './forecasts'
import { goals } from './goals'
import { inbox } from './inbox'
import { instance } from './instance'
import { interactions } from './interactions'
import { keys } from './keys'
import { labels } from './labels'
import { me } from './me'
import { members } from './members'
import { memories } from './memories'
import { messages } from './messages'
import { modelPrices } from './model-prices'
import { models } from './models'
import { notifications } from './notifications'
import { org } from './org'
import { portability } from './portability'
import { projects } from './projects'
import { records } from './records'
import { reports } from './reports'
import type { Route } from './route'
import { routines } from './routines'
import { runs } from './runs'
import { scheduleSlots } from './schedule-slots'
import { secrets } from './secrets'
import { spend } from './spend'
import { taskMarks } from './task-marks'
import { taskTrees } from './task-trees'
import { tasks } from './tasks'
import { teams } from './teams'
import { workProducts } from './work-products'
import { workers } from './workers'

/** Every route of `/api/v1`, in the order of the reference page. */
export const TABLE: readonly Route[] = [
  ...companies,
  ...org,
  ...agents,
  ...agentConfig,
  ...teams,
  ...goals,
  ...projects,
  ...tasks,
  ...taskTrees,
  ...taskMarks,
  ...messages,
  ...interactions,
  ...effects,
  ...workProducts,
  ...labels,
  ...documents,
  ...attachments,
  ...routines,
  ...memories,
  ...agentWork,
  ...agentWakes,
  ...scheduleSlots,
  ...agentSessions,
  ...runs,
  ...models,
  ...workers,
  ...budgets,
  ...forecasts,
  ...costCorrections,
  ...modelPrices,
  ...spend,
  ...approvals,
  ...reports,
  ...inbox,
  ...instance,
  ...records,
  ...portability,
  ...secrets,
  ...notifications,
  ...keys,
  ...members,
  ...me,
]
