#!/usr/bin/env python3
"""An agent in Python's standard library, nothing else.

    python3 agent.py           asks for work every minute
    python3 agent.py --once    asks once, and ends
    python3 agent.py serve     is called instead: answers POST /work (agents with the runtime "http")

It counts the words of each task's description: put your own work into `do_work`.
Environment: PAPERCLIP_BASE_URL, PAPERCLIP_AGENT_ID, PAPERCLIP_API_KEY; for `serve` also PORT (0 takes a free one).
"""
import json
import os
import sys
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BASE = os.environ.get("PAPERCLIP_BASE_URL", "http://localhost:3100") + "/api/v1"
AGENT = os.environ.get("PAPERCLIP_AGENT_ID", "")
KEY = os.environ.get("PAPERCLIP_API_KEY", "")
CHARACTERS_PER_TOKEN = 4


def call(method, path, body=None):
    """One call of the API. Returns (status, answer); a refusal is an answer, too."""
    request = urllib.request.Request(
        BASE + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": "Bearer " + KEY, "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as refusal:
        return refusal.code, json.load(refusal)


def do_work(task):
    """The work itself: returns a summary."""
    words = (task.get("description") or "").split()
    return f"{task['title']}: {len(words)} words, {len(set(words))} of them different."


def heartbeat():
    """Asks what to do, and does it. Returns how many tasks were completed."""
    status, answer = call("POST", f"/agents/{AGENT}/heartbeat")
    if status != 200:
        print("no work:", answer["error"], file=sys.stderr)
        return 0
    done = 0
    for task in answer["tasks"]:
        status, refusal = call("POST", f"/tasks/{task['id']}/checkout", {"agent_id": AGENT})
        if status == 409:  # somebody else has it: never ask again, take the next one
            print("taken:", refusal["error"], file=sys.stderr)
            continue
        summary = do_work(task)
        call("PATCH", f"/tasks/{task['id']}", {"status": "done", "completion_summary": summary})
        call(
            "POST",
            f"/agents/{AGENT}/cost",
            {
                "tokens_in": len(task.get("description") or "") // CHARACTERS_PER_TOKEN,
                "tokens_out": len(summary) // CHARACTERS_PER_TOKEN,
                "model": "gpt-4o-mini",
                "task_id": task["id"],
            },
        )
        print(summary)
        done += 1
    return done


class Work(BaseHTTPRequestHandler):
    """POST /work: the task comes in the body, the result goes back in the answer."""

    def do_POST(self):
        work = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = json.dumps({"status": "done", "summary": do_work(work["task"])}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


def serve():
    server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8080"))), Work)
    print(f"listening on {server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    if "serve" in sys.argv:
        serve()
    while True:
        heartbeat()
        if "--once" in sys.argv:
            break
        time.sleep(60)
