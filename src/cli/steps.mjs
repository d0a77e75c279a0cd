import { spawn } from 'node:child_process'
import { appendFileSync, mkdirSync, rmSync } from 'node:fs'

/** A step of the set-up that did not succeed; its message is what a person should read. */
export class StepFailed extends Error {
  name = 'StepFailed'
}

/**
 * Runs a command as one line on the screen: its label, a moving indicator, and the seconds it took. Its output is kept back and shown
 * only when it fails, followed by `advice`. `timeoutSeconds` ends a command that hangs. Resolves with the output.
 */
export async function runStep({ label, command, args, env, advice, timeoutSeconds = 900 }) {
  const show = indicator(label)
  const { code, output } = await run(command, args, env, timeoutSeconds)
  show.end(code === 0)
  if (code === 0) return output
  const shown = output.trimEnd().split('\n').slice(-60).join('\n')
  throw new StepFailed(`${shown}\n\n${label} failed (${[command, ...args].join(' ')}). ${advice}`)
}

/** As `runStep`, for work inside this process. */
export async function workStep(label, work) {
  const show = indicator(label)
  try {
    const result = await work()
    show.end(true)
    return result
  } catch (error) {
    show.end(false)
    throw error
  }
}

/** Runs a command to its end; never rejects. `code` is 0 on success; `output` is both streams as they came. */
export function run(command, args, env = {}, timeoutSeconds = 900) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const keep = (chunk) => {
      output = (output + chunk).slice(-400_000)
      if (process.env.PAPERCLIP_VERBOSE) process.stderr.write(chunk)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    const timer = setTimeout(() => {
      keep(`\nEnded after ${timeoutSeconds} s.\n`)
      child.kill('SIGKILL')
    }, timeoutSeconds * 1000)
    child.once('error', (error) => {
      clearTimeout(timer)
      resolve({ code: 127, output: `${output}${error.message}` })
    })
    child.once('close', (code) => {
      clearTimeout(timer)
      resolve({ code: code ?? 1, output })
    })
  })
}

/** Marks something as being in the making, so that a kill in the middle is noticed by the next start. */
export function unfinished(folder, name) {
  const file = `${folder}/unfinished-${name}`
  return {
    file,
    begin() {
      mkdirSync(folder, { recursive: true })
      appendFileSync(file, '')
    },
    end: () => rmSync(file, { force: true }),
  }
}

function indicator(label) {
  const startedAt = Date.now()
  const seconds = () => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`
  const line = (mark) => `  ${mark} ${label.padEnd(34)} ${seconds()}`
  const frames = ['|', '/', '-', '\\']
  let frame = 0
  const timer = process.stdout.isTTY
    ? setInterval(() => process.stdout.write(`\r${line(frames[frame++ % frames.length])}`), 120)
    : null
  if (!timer) process.stdout.write(`  ${label} ...`)
  return {
    end(isOk) {
      clearInterval(timer)
      process.stdout.write(timer ? `\r${line(isOk ? '✓' : '✗')}\n` : ` ${isOk ? 'done' : 'FAILED'} in ${seconds()}\n`)
    },
  }
}
