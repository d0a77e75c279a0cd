import os from 'node:os'
import { Readable, Writable } from 'node:stream'
import { startTree } from '../../process-tree'
import { basicEnvironment } from '../agent-environment'
import type { TestResult } from '../runtime'
import { initialize } from './client'
import type { Config } from './settings'

/** Starts the program and shakes hands with it; no session is begun. */
export async function tryOut(config: Config, limitSeconds: number): Promise<TestResult> {
  const own = basicEnvironment(process.env)
  const program = { command: config.command, args: config.args, cwd: os.tmpdir(), env: { ...own, ...config.env } }
  try {
    const tree = await startTree({ ...program, runId: `test-${process.pid}-${Date.now()}`, hasInput: true })
    const timer = setTimeout(() => tree.stop(0), limitSeconds * 1000)
    try {
      const sdk = await import('@agentclientprotocol/sdk')
      if (!tree.stdin) throw new Error('it has no input')
      const stream = sdk.ndJsonStream(
        Writable.toWeb(tree.stdin),
        Readable.toWeb(tree.stdout) as ReadableStream<Uint8Array>,
      )
      const connection = sdk.client({ name: 'paperclip' }).connect(stream)
      const { agentInfo, protocolVersion, agentCapabilities } = await initialize(connection.agent, sdk.PROTOCOL_VERSION)
      connection.close()
      const who = agentInfo ? `${agentInfo.name} ${agentInfo.version}` : config.command
      const sessions = agentCapabilities?.loadSession ? 'resumes sessions' : 'cannot resume sessions'
      return { ok: true, message: `${who} speaks version ${protocolVersion} of the protocol and ${sessions}.` }
    } finally {
      clearTimeout(timer)
      tree.stop(0)
      await tree.ended
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return { ok: false, message: `${config.command} was not found on this worker.` }
    return { ok: false, message: `${config.command} does not speak the protocol: ${message}.` }
  }
}
