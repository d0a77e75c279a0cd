/** What an example agent does in one run, with bash and curl: looks around, says so in the thread, and completes its task. */
export const EXAMPLE_COMMAND = `api() { curl -sS -f -o /dev/null -X "$1" "$PAPERCLIP_API_URL/api/v1$2" -H "Authorization: Bearer $PAPERCLIP_API_KEY" -H 'Content-Type: application/json' -d "$3"; }
if [ -z "$PAPERCLIP_TASK_ID" ]; then echo 'There is nothing to do.'; exit 0; fi
echo 'I have a task. First I look at where I work.'
system=$(uname -sr); free=$(df -Ph . | awk 'NR==2 {print $4}')
echo "This is $system, with $free free."
sleep 1
echo 'Now I say so in the thread.'
api POST "/tasks/$PAPERCLIP_TASK_ID/messages" '{"role":"agent","content":"I am here. This machine runs '"$system"', and has '"$free"' free."}'
sleep 1
api PATCH "/tasks/$PAPERCLIP_TASK_ID" '{"status":"done","completion_summary":"Looked at the machine: '"$system"', '"$free"' free."}'
echo 'Done.'`
