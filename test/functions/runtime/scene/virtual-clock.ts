import type { Clock } from '../../../../functions/runtime/ports/clock.ts'

/**
 * Time that passes only while everybody sleeps: whenever nothing else is left to do, it jumps to the next moment at
 * which somebody wakes. Only for what does no input and output of its own.
 */
export const virtualClock = (): Clock => {
  let now = 0
  let turning = false
  const sleepers: { readonly at: number; readonly wake: () => void }[] = []

  const turn = () => {
    const next = sleepers.reduce<(typeof sleepers)[number] | undefined>(
      (first, each) => (first === undefined || each.at < first.at ? each : first),
      undefined,
    )
    turning = next !== undefined
    if (next === undefined) return
    sleepers.splice(sleepers.indexOf(next), 1)
    now = Math.max(now, next.at)
    next.wake()
    setImmediate(turn)
  }

  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise(resolve => {
        if (ms <= 0 || signal?.aborted) return resolve()
        const sleeper = { at: now + ms, wake: resolve }
        sleepers.push(sleeper)
        signal?.addEventListener(
          'abort',
          () => {
            const index = sleepers.indexOf(sleeper)
            if (index >= 0) sleepers.splice(index, 1)
            resolve()
          },
          { once: true },
        )
        if (turning) return
        turning = true
        setImmediate(turn)
      }),
  }
}
