/** Runs one statement for the company, which is `$1`; what else it needs follows as JSON, `$2`. */
export type Fill = (text: string, given?: unknown) => Promise<void>

export const BUSY = {
  ...{ slug: 'busy', name: 'Halyard Press', prefix: 'HAL' },
  ...{ tasks: 300, runs: 2000, costs: 20_000, days: 60 },
}

/** The person of this machine, as in `features/access/identity.ts`. */
export const YOU = '00000000-0000-7000-8000-000000000001'

/**
 * Draws that come out alike each time, and ids that sort by time like the product's own; only for one connection. Everything happened
 * in the sixty days up to now.
 */
export const GROUND = `
CREATE FUNCTION pg_temp.draw(what text, i bigint) RETURNS float8 IMMUTABLE LANGUAGE sql AS $$
  SELECT (hashtextextended(what || ':' || i, 42) & 2147483647)::float8 / 2147483648 $$;
CREATE FUNCTION pg_temp.one_of(what text, i bigint, n bigint) RETURNS int IMMUTABLE LANGUAGE sql AS $$
  SELECT floor(pg_temp.draw(what, i) * n)::int $$;
CREATE FUNCTION pg_temp.id_at(what text, i bigint, at timestamptz) RETURNS uuid IMMUTABLE LANGUAGE sql AS $$
  SELECT (lpad(to_hex(floor(extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(h, 1, 3) || '8' || substr(h, 4, 15))::uuid
  FROM (SELECT md5(what || ':' || i) AS h) digest $$;
CREATE FUNCTION pg_temp.days_ago(days float8) RETURNS timestamptz STABLE LANGUAGE sql AS $$
  SELECT date_trunc('milliseconds', now() - days * interval '1 day') $$;
`
