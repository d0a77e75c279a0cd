import fc from 'fast-check'
import { afterAll, vi } from 'vitest'

/**
 * For the set-up of a test file. Those that a worker runs share its process, which loads each package once; each has the product's
 * modules anew, with what they keep on globalThis, and the surroundings as they were. Properties are tried with the same values each
 * time; `FC_SEED` names other ones.
 */
export function forgetModules(): void {
  vi.resetModules()
  for (const name of Object.keys(globalThis)) if (name.startsWith('paperclip')) Reflect.deleteProperty(globalThis, name)
  fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 1) })
  const before = { ...process.env }
  afterAll(() => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
    Object.assign(process.env, before)
  })
}
