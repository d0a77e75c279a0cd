/** A closed loop: each of `concurrency` workers sends its next request when its last one was answered. Failures are counted apart. */
export async function load({ ops, concurrency, cpu }, send) {
  const latencies = []
  const problems = []
  let next = 0
  const cpuBefore = cpu()
  const startedAt = performance.now()
  async function worker() {
    for (let i = next++; i < ops; i = next++) {
      const sentAt = performance.now()
      try {
        await send(i)
        latencies.push(performance.now() - sentAt)
      } catch (error) {
        problems.push(error.message)
      }
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  const seconds = (performance.now() - startedAt) / 1000
  const cpuAfter = cpu()
  latencies.sort((a, b) => a - b)
  return {
    ops: latencies.length,
    perSecond: Math.round(latencies.length / seconds),
    p50Ms: percentile(latencies, 50),
    p95Ms: percentile(latencies, 95),
    cpuMsPerOp: cpuBefore === null || cpuAfter === null ? null : round(((cpuAfter - cpuBefore) * 1000) / ops),
    errors: problems.length,
    ...(problems.length > 0 ? { firstProblem: problems[0] } : {}),
  }
}

/** The value that `p` percent of the sorted list do not exceed; null for an empty list. */
export function percentile(sorted, p) {
  if (sorted.length === 0) return null
  return round(sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)])
}

function round(value) {
  return Math.round(value * 100) / 100
}
