/** What a caller of `send` waits for: all its records, over all partitions. */
export interface Delivery {
  readonly promise: Promise<void>
  /** `count` more are acknowledged */
  acknowledge(count: number): void
  reject(error: Error): void
}

export const newDelivery = (records: number): Delivery => {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let left = records
  const acknowledge = (count: number) => {
    left -= count
    if (left === 0) resolve()
  }
  if (left === 0) resolve()
  return { promise, acknowledge, reject }
}
