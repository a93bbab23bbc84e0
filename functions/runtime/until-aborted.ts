/** What a promise resolves to, or `undefined` once the signal is aborted: what comes later is dropped. */
export const untilAborted = <T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> => {
  // nobody may be left to hear it fail
  promise.catch(() => undefined)
  if (signal.aborted) return Promise.resolve(undefined)
  return new Promise((resolve, reject) => {
    const aborted = () => resolve(undefined)
    signal.addEventListener('abort', aborted, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', aborted))
  })
}
