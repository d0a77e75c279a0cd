import type { LeasedRun } from '../protocol'

/**
 * How an agent that has a shell, and none of the product's tools, reports its work. It names variables of its environment: no
 * credential is in it.
 */
export function apiGuide({ task }: LeasedRun): string {
  const id = task?.id ?? '{task_id}'
  return `Paperclip is reached over HTTP: address in $PAPERCLIP_API_URL, key in $PAPERCLIP_API_KEY (send it as "Authorization: Bearer").
GET /api/v1/tasks/${id} reads the task, GET /api/v1/tasks/${id}/messages its thread; POST there with {"content"} writes in it.
PATCH /api/v1/tasks/${id} with {"status": "done", "completion_summary"} or {"status": "blocked", "blocked_reason"} says what became of it.
POST /api/v1/tasks/${id}/delegate with {"to_agent_id", "note"} hands it over; POST /api/v1/companies/$PAPERCLIP_COMPANY_ID/approvals with
{"type": "request_board_approval", "payload": {"title", "summary"}} asks the board. Ask before anything that cannot be undone or costs
money. If you cannot reach it, say in your last answer what you did: it is posted to the thread.`
}
