/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  devIndicators: false,
  // `npm run verify` checks types, over the tests too; a start must not depend on them.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ['@prisma/client', '@prisma/adapter-pg', 'pg', 'pino', 'inngest', 'graphile-worker'],
  outputFileTracingRoot: import.meta.dirname,
  experimental: {
    // the server answers the API by itself: Next's copies of those routes would only fill memory
    preloadEntriesOnStart: false,
    // the server keeps every source map that it meets in memory, with all sources in it
    turbopackSourceMaps: process.env.NODE_ENV !== 'production',
  },
  turbopack: { root: import.meta.dirname },
}
