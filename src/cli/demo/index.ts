import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { apiAt } from '../api'
import { buildCompany, reviewerEndpoint } from './build-company'
import { COMPANY } from './example'
import { startReviewAgent } from './review-agent'
import { untilEnded } from './until-ended'

const REVIEWER_PORT = 3199
/** The bundle is `dist/paperclip.mjs`. */
const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')

/**
 * Fills a running Paperclip with the example company, and is its HTTP agent for as long as the process lives; with `isOnce` it
 * only fills. Rejects with `ApiError` when the control plane refuses.
 */
export async function runDemo(url: string, key: string | undefined, isOnce: boolean): Promise<void> {
  const api = apiAt(`${url}/api/v1`, key)
  const usual = await reviewerEndpoint(api)
  const port = usual ? Number(new URL(usual).port) : REVIEWER_PORT
  const agent = isOnce ? null : await startReviewAgent(port)
  const firstEndpoint = `http://127.0.0.1:${port}/work`
  const { isNew } = await buildCompany(api, ROOT, agent?.endpoint ?? (usual ? null : firstEndpoint))
  console.log(
    isNew
      ? `\n  ${COMPANY.name} was founded, and its agents are at work. See it at ${url}`
      : `\n  ${COMPANY.name} is complete. See it at ${url}`,
  )
  if (!agent) return
  await untilEnded()
  agent.close()
}

/** The HTTP agent alone, until the process is ended. */
export async function runReviewer(port: number): Promise<void> {
  const agent = await startReviewAgent(port)
  console.log(`The review agent listens at ${agent.endpoint}`)
  await untilEnded()
  agent.close()
}
