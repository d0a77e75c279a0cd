/**
 * The walls of the architecture, stated once: app → entry → features → platform, with ui beside. There is no list of exceptions.
 * `path` says who imports, `to.path` what must not be imported; `$1` is what the first group of `from.path` matched.
 */
const TEST = '[.]test[.](tsx?|mjs)$'

/** Code that may not import `to`; tests, which look into everything beside them, are bound by the layers only. */
const wall = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

module.exports = {
  forbidden: [
    wall('no-cycles', 'A cycle has no order in which it can be understood.', {}, { circular: true }),
    wall('resolvable', 'Every import must lead somewhere.', {}, { couldNotResolve: true, pathNot: '(^|/)dist/' }),

    wall(
      'platform-is-the-ground',
      'The ground knows no business, door, page or program.',
      { path: '^src/platform/' },
      { path: '^src/(app|entry|features|ui|worker|cli)/' },
    ),
    wall(
      'ui-is-domain-free',
      'The design system knows neither rooms nor doors nor the server.',
      { path: '^src/ui/' },
      { path: '^src/(app|entry|features|platform|worker|cli|generated|testing)/' },
    ),
    wall(
      'features-below-doors',
      'A room knows no door, page or program.',
      { path: '^src/features/', pathNot: '^src/features/[^/]+/ui/' },
      { path: '^src/(app|entry|ui|worker|cli)/' },
    ),
    wall(
      'rooms-through-their-index',
      "Another room is used through its index.ts; rules and schemas may be shared, and screens may show each other's components.",
      { path: '^src/features/([^/]+)/' },
      { path: '^src/features/', pathNot: '^src/features/($1/|[^/]+/index[.]ts$|[^/]+/rules/|[^/]+/schema[.]ts$|[^/]+/ui/)' },
    ),
    wall(
      'screens-stay-screens',
      'Only screens import screens.',
      { path: '^src/features/', pathNot: '^src/features/[^/]+/ui/' },
      { path: '^src/features/[^/]+/ui/' },
    ),
    wall(
      'screens-ask-the-client',
      "A room's screens reach the server only through the tRPC client.",
      { path: '^src/features/[^/]+/ui/' },
      {
        path: '^src/(app|entry|features|platform|worker|cli|generated|testing)/',
        pathNot:
          '^src/(entry/trpc/client[.]tsx?$|features/[^/]+/(ui|rules)/|features/[^/]+/schema[.]ts$|platform/(csv|money|ids|errors)(/|[.]ts$))',
      },
    ),
    wall(
      'rules-are-pure',
      'Rules and schemas import nothing but money, csv, ids, errors and other rules and schemas.',
      { path: '^src/features/[^/]+/(rules/|schema[.]ts$)', pathNot: TEST },
      { path: '^src/', pathNot: '^src/(features/[^/]+/(rules/|schema[.]ts$)|platform/(csv|money|ids|errors)(/|[.]ts$))' },
    ),
    wall(
      'rules-touch-nothing-outside',
      'Rules and schemas run in the browser: no Node modules, and only packages that are pure: schemas, cron arithmetic, the table of prices.',
      { path: '^src/features/[^/]+/(rules/|schema[.]ts$)', pathNot: TEST },
      { dependencyTypes: ['core', 'npm', 'npm-dev'], pathNot: 'node_modules/(zod|croner|@pydantic/genai-prices)/' },
    ),
    wall(
      'doors-know-no-pages',
      'A door knows no page, design or program; of the worker it shares the protocol.',
      { path: '^src/entry/' },
      { path: '^src/(app|ui|worker|cli)/', pathNot: '^src/worker/protocol[.]ts$' },
    ),
    wall(
      'doors-enter-by-the-index',
      'A door uses a room through its index.ts and schema.ts.',
      { path: '^src/entry/', pathNot: TEST },
      { path: '^src/features/', pathNot: '^src/features/[^/]+/(index|schema)[.]ts$' },
    ),
    wall(
      'pages-only-route',
      'Pages show screens and mount doors; the business is behind the doors.',
      { path: '^src/app/' },
      { path: '^src/(features/[^/]+/(commands|queries|store|index)|generated|worker|cli|testing)([/.]|$)' },
    ),
    wall(
      'worker-stands-alone',
      'The worker is a program of its own, which knows the protocol and nothing else of the product but two guards.',
      { path: '^src/worker/', pathNot: TEST },
      { path: '^src/', pathNot: '^src/(worker/|platform/(mask|address-guard)[.]ts$)' },
    ),
    wall(
      'worker-is-not-imported',
      "Nobody imports the worker except for its protocol's types.",
      { path: '^src/(app|entry|features|platform|ui|cli)/' },
      { path: '^src/worker/', pathNot: '^src/worker/protocol[.]ts$' },
    ),
    wall(
      'tool-is-a-client',
      'The command line tool speaks REST; only the supervisor knows the ground.',
      { path: '^src/cli/', pathNot: '^src/cli/supervisor/' },
      { path: '^src/(app|entry|features|platform|ui|generated)/' },
    ),
    wall(
      'supervisor-knows-the-ground-only',
      'The supervisor starts programs; it imports none of them.',
      { path: '^src/cli/supervisor/' },
      { path: '^src/(app|entry|features|ui|worker|generated)/' },
    ),
    wall(
      'no-tests-in-the-product',
      'What is shipped does not import what tests it.',
      { path: '^src/', pathNot: `^src/testing/|${TEST}` },
      { path: `^src/testing/|${TEST}` },
    ),
  ],
  options: {
    parser: 'tsc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: ['node_modules', '^src/generated/', '^dist/'] },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}
