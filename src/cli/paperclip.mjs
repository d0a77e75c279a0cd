#!/usr/bin/env node
import fs from 'node:fs'
import { fileURLToPath } from 'node:url'
import { nodeProblem } from './node-version.mjs'

/** `paperclip`, from wherever it is called: `npx paperclip worker --url … --key …`. */
const program = new URL('../../dist/paperclip.mjs', import.meta.url)
const home = fileURLToPath(new URL('../..', import.meta.url))
const problem =
  nodeProblem() ??
  (fs.existsSync(program) ? null : `Paperclip is not built. Run npm ci and npm run build in ${home} first.`)
if (problem) {
  console.error(problem)
  process.exit(1)
}
await import(program.href)
