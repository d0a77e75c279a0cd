-- State of the embedded engine (src/platform/engine). The queue's own tables (schema graphile_worker) are made by the queue.
create schema if not exists engine;

-- One row per execution of a function for one event.
create table if not exists engine.runs (
  run_id          text primary key,
  function_id     text not null,
  status          text not null default 'running' check (status in ('running', 'completed', 'failed', 'cancelled')),
  event           jsonb not null,
  -- ids of finished steps, in the order in which they finished
  stack           text[] not null default '{}',
  -- true once the function has been seen to start steps in parallel: from then on each step is called by its id
  is_planned      boolean not null default false,
  -- fencing token of the next call of the function: a job that carries an older one is stale
  generation      integer not null default 0,
  -- fencing token of the call in progress: a checkpoint or an answer of any other call is stale
  call_id         text,
  singleton_key   text,
  parent_run_id   text,
  parent_step_id  text,
  output          jsonb,
  created_at      timestamptz not null default now(),
  ended_at        timestamptz
);
create unique index if not exists runs_singleton on engine.runs (function_id, singleton_key)
  where status = 'running' and singleton_key is not null;
create index if not exists runs_ended on engine.runs (ended_at) where ended_at is not null;

create table if not exists engine.steps (
  run_id   text not null references engine.runs on delete cascade,
  step_id  text not null,
  status   text not null check (status in ('planned', 'waiting', 'done')),
  op       text not null,
  -- fencing token of a planned step: how many times it has failed
  attempt  integer not null default 0,
  data     jsonb,
  error    jsonb,
  primary key (run_id, step_id)
);

-- Who is to be told of an event: a waiting step (listener = its step id) or a run's cancelOn (listener = 'cancel:<n>').
-- match_key is a fingerprint of "path = value", or '' when the condition has to be evaluated.
create table if not exists engine.listeners (
  run_id      text not null references engine.runs on delete cascade,
  listener    text not null,
  event_name  text not null,
  match_key   text not null default '',
  condition   text,
  primary key (run_id, listener)
);
create index if not exists listeners_lookup on engine.listeners (event_name, match_key);

-- Ids of events seen in the last 24 hours.
create table if not exists engine.event_ids (
  event_id     text primary key,
  received_at  timestamptz not null default now()
);
create index if not exists event_ids_age on engine.event_ids (received_at);

create table if not exists engine.idempotency_keys (
  function_id  text not null,
  key          text not null,
  received_at  timestamptz not null default now(),
  primary key (function_id, key)
);
create index if not exists idempotency_keys_age on engine.idempotency_keys (received_at);

-- Concurrency: a call holds a lease on its key while it is in progress; the others are parked in order of arrival.
create table if not exists engine.leases (
  key      text not null,
  run_id   text not null,
  step_id  text not null,
  primary key (key, run_id, step_id)
);
create index if not exists leases_run on engine.leases (run_id);
create table if not exists engine.parked (
  parked_id  bigint generated always as identity primary key,
  key        text not null,
  run_id     text not null,
  step_id    text not null,
  job        jsonb not null,
  unique (run_id, step_id)
);
create index if not exists parked_key on engine.parked (key, parked_id);

-- Last slot that each cron trigger has fired.
create table if not exists engine.cron (
  function_id  text not null,
  spec         text not null,
  last_slot    timestamptz not null,
  primary key (function_id, spec)
);
