import type { Counts } from './meter.ts'

/** A batch of records was read. */
export const countBatch = (meter: Counts, records: number): void => {
  meter.add('batch-total', 1)
  meter.raise('batch-size-max', records)
}

/** Nothing comes of a record that failed; `skipped`: it is passed over. */
export const countError = (meter: Counts, { skipped }: { readonly skipped: boolean }): void => {
  meter.add('total-record-failures', 1)
  meter.add('total-record-errors', 1)
  if (skipped) meter.add('total-records-skipped', 1)
  meter.raise('last-error-timestamp', Date.now())
}

/** Counts a commit of offsets with the time that it took; `commit` resolves with whether there were any to store. */
export const countCommit = async (meter: Counts, commit: () => Promise<boolean>): Promise<void> => {
  const began = meter.now()
  try {
    if (!(await commit())) return
  } catch (error) {
    meter.add('offset-commit-failure-total', 1)
    throw error
  }
  const took = meter.now() - began
  meter.add('offset-commit-completion-total', 1)
  meter.add('offset-commit-time-ms', took)
  meter.raise('offset-commit-max-time-ms', took)
}
