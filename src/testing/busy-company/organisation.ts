import { BUSY, type Fill, YOU } from './ground'
import { AGENTS, GOALS, LABELS, PROJECTS, TEAMS } from './staff'

const MISSION = 'Publish guides that engineers trust'

/** The company, its people, agents, teams, goals, projects and labels, sixty days ago. */
export async function fillOrganisation(fill: Fill): Promise<void> {
  await fillCompany(fill)
  await fillAgents(fill)
  await fillPlan(fill)
}

async function fillCompany(fill: Fill): Promise<void> {
  await fill(
    `WITH company AS (
       INSERT INTO "Company" (id, name, slug, mission, "taskPrefix", "lastTaskNumber", "timeZone", "strategyApprovedAt", "createdAt", "updatedAt")
       SELECT $1::uuid, x->>'name', x->>'slug', x->>'mission', x->>'prefix', (x->>'tasks')::int, 'UTC', pg_temp.days_ago(59), at, at
       FROM (SELECT $2::jsonb AS x, pg_temp.days_ago(60.5) AS at) given
     ), you AS (
       INSERT INTO "Person" (id, name, "isInstanceAdmin") SELECT ($2::jsonb->>'you')::uuid, 'You', true ON CONFLICT DO NOTHING
     ), head AS (INSERT INTO "AuditHead" ("companyId") VALUES ($1::uuid))
     INSERT INTO "Membership" ("companyId", "personId", role, title) SELECT $1::uuid, ($2::jsonb->>'you')::uuid, 'owner', 'Chair'`,
    { ...BUSY, mission: MISSION, you: YOU },
  )
}

async function fillAgents(fill: Fill): Promise<void> {
  await fill(
    `INSERT INTO "Agent" (id, "companyId", name, key, role, title, "managerId", capabilities, instructions, runtime, "runtimeConfig", status,
       "pauseReason", "pausedAt", permissions, "createdAt", "updatedAt")
     SELECT pg_temp.id_at('agent', place - 1, pg_temp.days_ago(60.4)), $1, a->>'name', lower(a->>'name'), a->>'role', a->>'title',
       CASE WHEN a->>'manager' IS NOT NULL THEN pg_temp.id_at('agent', (a->>'manager')::int, pg_temp.days_ago(60.4)) END,
       'Works as ' || lower(a->>'title') || ' on technical guides',
       E'You are the ' || lower(a->>'title') || E' of Halyard Press.\\n\\n- Read the thread before you begin.\\n- Say what you did, with figures.\\n- Ask when a decision is not yours.',
       'bash', '{"command":"echo","args":["Nothing to do"],"timeoutSeconds":120}',
       CASE a->>'status' WHEN 'active' THEN 'active' ELSE 'paused' END, CASE a->>'status' WHEN 'halted' THEN 'budget' WHEN 'paused' THEN 'manual' END,
       CASE WHEN a->>'status' <> 'active' THEN pg_temp.days_ago(0.15) END, jsonb_build_object('mayHire', place = 1),
       pg_temp.days_ago(60.4), pg_temp.days_ago(10)
     FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS x(a, place)`,
    AGENTS,
  )
  await fill(
    `INSERT INTO "AgentRevision" (id, "companyId", "agentId", number, settings, "changedKeys", source, "actorKind", "actorId", "createdAt")
     SELECT pg_temp.id_at('revision:' || name, 1, "createdAt"), $1, id, 1, jsonb_build_object('name', name, 'role', role, 'title', title,
       'capabilities', capabilities, 'managerId', "managerId", 'runtime', runtime, 'runtimeConfig', "runtimeConfig", 'instructions', instructions,
       'icon', icon, 'metadata', metadata, 'queueOrder', "queueOrder"), '{}', 'hire', 'person', '${YOU}', "createdAt"
     FROM "Agent" WHERE "companyId" = $1`,
  )
  await fill(
    `WITH team AS (
       INSERT INTO "Team" (id, "companyId", name, key) SELECT pg_temp.id_at('team', place::int, pg_temp.days_ago(60)), $1, t->>'name', lower(t->>'name')
       FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS x(t, place) RETURNING id, name
     )
     INSERT INTO "TeamMember" (id, "companyId", "teamId", "agentId")
     SELECT pg_temp.id_at('member:' || team.name, m::int, pg_temp.days_ago(60)), $1, team.id, pg_temp.id_at('agent', m::int, pg_temp.days_ago(60.4))
     FROM jsonb_array_elements($2::jsonb) t JOIN team ON team.name = t->>'name', jsonb_array_elements_text(t->'members') m`,
    TEAMS,
  )
  await fill(
    `INSERT INTO "Schedule" ("agentId", "companyId", "isEnabled", cron, "nextWakeAt", "lastSlotAt")
     SELECT id, $1, true, '30 ' || at || ' * * *', slot + CASE WHEN slot > now() THEN interval '0' ELSE interval '1 day' END,
       slot - CASE WHEN slot > now() THEN interval '1 day' ELSE interval '0' END
     FROM (SELECT id, at, date_trunc('day', now(), 'UTC') + at * interval '1 hour' + interval '30 minutes' AS slot FROM (
       SELECT id, 5 + row_number() OVER (ORDER BY name)::int AS at FROM "Agent" WHERE "companyId" = $1 AND name IN ('Ada', 'Dov', 'Kaya', 'Lars')
     ) planned) daily`,
  )
}

async function fillPlan(fill: Fill): Promise<void> {
  const agent = (place: string) => `pg_temp.id_at('agent', (${place})::int, pg_temp.days_ago(60.4))`
  const goal = (place: string) => `pg_temp.id_at('goal', (${place})::int, pg_temp.days_ago(60.3))`
  await fill(
    `INSERT INTO "Goal" (id, "companyId", title, level, "ownerAgentId", "createdAt")
     SELECT ${goal('-1')}, $1, $2::jsonb->>'mission', 'company', ${agent('0')}, pg_temp.days_ago(60.3)`,
    { mission: MISSION },
  )
  await fill(
    `INSERT INTO "Goal" (id, "companyId", "parentId", title, description, "ownerAgentId", "dueDate", "createdAt")
     SELECT ${goal('place - 1')}, $1, ${goal(`coalesce(g->>'parent', '-1')`)}, g->>'title', 'Measured every Monday.', ${agent(`g->>'owner'`)},
       current_date + (g->>'due')::int, pg_temp.days_ago(60.3) + place * interval '1 second'
     FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS x(g, place)`,
    GOALS,
  )
  await fill(
    `INSERT INTO "Project" (id, "companyId", name, key, description, status, "goalId", "leadAgentId", "targetDate", color, "createdAt")
     SELECT pg_temp.id_at('project', place::int - 1, pg_temp.days_ago(60.2)), $1, p->>'name', trim(both '-' from regexp_replace(lower(p->>'name'), '[^a-z0-9]+', '-', 'g')),
       'What it takes to be done by its date.', p->>'status', ${goal(`p->>'goal'`)}, ${agent(`p->>'lead'`)}, current_date + (p->>'target')::int,
       p->>'color', pg_temp.days_ago(60.2) + place * interval '1 second'
     FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS x(p, place)`,
    PROJECTS,
  )
  await fill(
    `INSERT INTO "Label" (id, "companyId", name, color) SELECT pg_temp.id_at('label', place::int - 1, pg_temp.days_ago(60)), $1, l->>'name', l->>'color'
     FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS x(l, place)`,
    LABELS,
  )
}
