/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  devIndicators: false,
  // `npm run verify` checks types, over the tests too; a start must not depend on them.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ['@prisma/client', '@prisma/adapter-pg', 'pg', 'pino', 'inngest', 'graphile-worker'],
  outputFileTracingRoot: import.meta.dirname,
  turbopack: { root: import.meta.dirname },
}
