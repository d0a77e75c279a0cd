import { createMask } from '@/platform/mask'
import type { ControlPlane } from './control-plane'
import type { AgentTest } from './protocol'
import { RUNTIMES } from './runtimes'

const MESSAGE_LENGTH = 2000

/** Tries an agent's settings and tells the control plane. Never rejects: whoever asked hears of a lost answer by its time limit. */
export async function runAgentTest(
  test: AgentTest,
  mayCallPrivate: boolean | null,
  control: ControlPlane,
): Promise<void> {
  const { testId, runtime, runtimeConfig, secrets, gateway = [] } = test
  const found = Object.hasOwn(RUNTIMES, runtime) ? RUNTIMES[runtime] : undefined
  const { ok, message } = found
    ? await found
        .test(runtimeConfig, mayCallPrivate, gateway)
        .catch((error: Error) => ({ ok: false, message: error.message }))
    : { ok: false, message: `This worker has no runtime "${runtime}".` }
  await control
    .reportTest(testId, { ok, message: createMask(secrets)(message).slice(0, MESSAGE_LENGTH) })
    .catch(() => {})
}
