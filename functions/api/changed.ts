import type { ApiOptions } from './api-options.ts'

/** Tells the scheduler. Should that fail, the change is stored all the same, and the next tick finds it. */
export const changed = ({ wake }: ApiOptions, name: string): Promise<void> =>
  wake(name).catch(() => undefined)
