import type { SASLOptions } from 'kafkajs'

/** What connections log in with. */
export interface Login {
  /** `null`: they do not log in */
  readonly current: SASLOptions | null
  /** After `used` was refused: whether there is something else to log in with by now. Never rejects. */
  renewed(used: SASLOptions | null): Promise<boolean>
}

/** `renew`: looks up what to log in with, which may have been changed since; asked once for all who are refused. */
export const createLogin = (first: SASLOptions | null, renew?: () => Promise<SASLOptions>): Login => {
  let current = first
  let renewing: Promise<void> | undefined

  const lookUp = async (from: () => Promise<SASLOptions>) => {
    const next = await from().catch(() => current)
    if (JSON.stringify(next) !== JSON.stringify(current)) current = next
    renewing = undefined
  }

  return {
    get current() {
      return current
    },
    renewed: async used => {
      if (renew === undefined || used === null) return false
      if (current === used) {
        renewing ??= lookUp(renew)
        await renewing
      }
      return current !== used
    },
  }
}
