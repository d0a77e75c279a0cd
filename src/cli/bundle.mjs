import fs from 'node:fs'
import path from 'node:path'

/** Programs of the product that run outside Next.js: name in `dist/` and where each begins. */
export const PROGRAMS = {
  server: 'src/entry/server.ts',
  worker: 'src/worker/main.ts',
  paperclip: 'src/cli/main.ts',
  keeping: 'src/entry/keeping/main.ts',
}

const OPTIONS = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  sourcemap: true,
  // a trace names file and line; the process would keep the text of the whole product in memory for it
  sourcesContent: false,
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  logLevel: 'error',
}

// esbuild is imported late: this file is also read before anything is installed

/** esbuild's options for the programs; `@/` comes from tsconfig.json. */
export function programOptions() {
  return { ...OPTIONS, entryPoints: PROGRAMS }
}

/**
 * Bundles what starts and stops everything, into `dist/supervisor.mjs`. Rarely needed parts stay files of their own, so that the
 * process that only watches the others keeps small.
 */
export async function bundleSupervisor(root) {
  await bundleOnce({
    ...OPTIONS,
    absWorkingDir: root,
    entryPoints: { supervisor: 'src/cli/supervisor/index.ts' },
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
  })
}

/** Bundles the server, the worker and the command line tool into `dist/`. */
export async function bundlePrograms(root) {
  await bundleOnce({ ...programOptions(), absWorkingDir: root })
  fs.chmodSync(path.join(root, 'dist', 'paperclip.mjs'), 0o755)
}

/** esbuild keeps a process for the next build, which would stay for as long as the product runs. */
async function bundleOnce(options) {
  const { build, stop } = await import('esbuild')
  try {
    await build(options)
  } finally {
    await stop()
  }
}
