const TEXT: Record<string, string> = {
  agent_busy: 'a run of the agent is live already',
  agent_paused: 'the agent is paused',
  agent_pending_approval: 'the hire waits for approval',
  agent_terminated: 'the agent is terminated',
  company_paused: 'the company is paused',
  company_halted: 'the company is halted',
  company_archived: 'the company is archived',
  company_concurrency: 'the company runs as many agents as it may at once',
  runtime_concurrency: 'the company runs as many agents of this runtime as it may at once',
  provider_hold: 'its provider refuses for a while',
  budget_exhausted: 'the budget does not allow another run',
  already_claimed: 'somebody else holds the task',
  task_held: 'the task is on hold until somebody resumes it',
  project_paused: 'the project is paused',
  no_worker: 'no connected worker has the tool that runs the agent',
  pull: 'the agent fetches its work itself',
  no_progress: 'its runs on the task left nothing behind',
  no_new_input: 'nothing new has come since the run that answered it',
  nothing_to_do: 'nothing to do, so no run and no cost',
  task_over: 'the task is over',
  task_moved: 'the task went to somebody else',
  causal_depth: 'the chain of causes is too long: agents wake each other in a circle',
  missed: 'its time had passed',
}

/** Why a wake waits, or was left out, in words for a sentence; null when nothing is known to hold it. */
export function reasonText(reason: string | null): string | null {
  return reason === null ? null : (TEXT[reason] ?? reason.replaceAll('_', ' '))
}
