/** Time that only moves forward, and waiting. What is stored uses the table's time instead. */
export interface Clock {
  /** ms since an arbitrary moment, monotonic */
  now(): number
  /** resolves after `ms`, or at once when `signal` is aborted; never rejects */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}
