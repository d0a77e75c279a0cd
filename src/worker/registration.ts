import { pauseMs, rest } from './backoff'
import { type ControlPlane, Refused } from './control-plane'
import { PROTOCOL_VERSION, type RegisterAnswer } from './protocol'
import { runtimesHere } from './runtimes'
import type { Settings } from './settings'

/** Who this worker is to the control plane. */
export type Registration = {
  /** Registers when that is still to be done, for as long as it takes. Rejects when refused, or when the worker ends. */
  current(): Promise<RegisterAnswer>
  /** The control plane does not know this worker any more. */
  forget(): void
}

/** A registration that begins with the first question for it. */
export function createRegistration(
  settings: Settings,
  controlPlane: ControlPlane,
  say: (sentence: string) => void,
  ending: AbortSignal,
): Registration {
  let registering: Promise<RegisterAnswer> | null = null

  async function register(): Promise<RegisterAnswer> {
    const { name, capacity, labels } = settings
    const request = { version: PROTOCOL_VERSION, name, capacity, labels, runtimes: runtimesHere(process.env) }
    for (let failures = 0; ; ) {
      try {
        const answer = await controlPlane.register(request)
        say(`Ready for ${capacity} runs at once, as ${name} at ${settings.url}.`)
        return answer
      } catch (error) {
        if (error instanceof Refused || ending.aborted) throw error
        if (failures === 0)
          say(
            `Waiting for a control plane at ${settings.url}: ${error instanceof Error ? error.message : error}. Trying again.`,
          )
        await rest(pauseMs(++failures), ending)
      }
    }
  }

  return {
    current() {
      registering ??= register()
      return registering
    },
    forget() {
      registering = null
    },
  }
}
