#!/bin/bash
# An agent in bash and curl, nothing else: one heartbeat, in nine steps.
# As an agent with the runtime "bash" its command is this file, and the control plane gives it what it needs:
# PAPERCLIP_API_URL, PAPERCLIP_AGENT_ID, PAPERCLIP_API_KEY, PAPERCLIP_RUN_ID and what woke it.
set -euo pipefail

api() { # method path [body]: prints the answer; fails on a refusal
  curl -sS -f -X "$1" "$PAPERCLIP_API_URL/api$2" -H "Authorization: Bearer $PAPERCLIP_API_KEY" \
    -H 'Content-Type: application/json' ${PAPERCLIP_RUN_ID:+-H "X-Paperclip-Run-Id: $PAPERCLIP_RUN_ID"} ${3:+-d "$3"}
}
field() { grep -o "\"$1\":\"[^\"]*\"" | head -1 | cut -d'"' -f4 || true; } # the first text field of that name

# 1. Who am I?
me=$(api GET /agents/me)
echo "I am $(field name <<<"$me"), $(field role <<<"$me")."

# 2. Was something of mine decided? That comes first.
if [ -n "${PAPERCLIP_APPROVAL_ID:-}" ]; then
  approval=$(api GET "/approvals/$PAPERCLIP_APPROVAL_ID")
  echo "My request was $(field status <<<"$approval"): $(field decisionNote <<<"$approval")"
  api POST "/approvals/$PAPERCLIP_APPROVAL_ID/comments" '{"body":"Thank you. I go on with it."}' >/dev/null
fi

# 3. What have I to do?
inbox=$(api GET /agents/me/inbox-lite)

# 4. What was begun comes first; the inbox is in that order. The task that woke me goes before all.
issue=${PAPERCLIP_TASK_ID:-$(field id <<<"$inbox")}
if [ -z "$issue" ]; then
  echo 'There is nothing to do.'
  exit 0
fi

# 5. Take it. Whoever loses goes away, and does not ask again.
if ! api POST "/issues/$issue/checkout" "{\"agentId\":\"$PAPERCLIP_AGENT_ID\"}" >/dev/null; then
  echo 'Somebody else has it.'
  exit 0
fi

# 6. Why is this to be done?
context=$(api GET "/issues/$issue/heartbeat-context")
api GET "/issues/$issue/comments" >/dev/null
echo "Working on $(field identifier <<<"$context"): $(field title <<<"$context")"

# 7. The work: how much room is on this machine.
free=$(df -h --output=avail / | tail -1 | tr -d ' ')

# 8. and 9. Tell what came of it, and hand on what is not mine: whom the description names after "delegate:".
helper=$(grep -o 'delegate: [0-9a-f-]\{36\}' <<<"$context" | head -1 | cut -d' ' -f2 || true)
if [ -n "$helper" ]; then
  api POST "/issues/$issue/children" \
    "{\"title\":\"Say whether $free is enough\",\"assigneeAgentId\":\"$helper\",\"priority\":\"high\"}" >/dev/null
fi
api PATCH "/issues/$issue" "{\"status\":\"done\",\"comment\":\"There are $free free.\"}" >/dev/null
echo 'Done.'
