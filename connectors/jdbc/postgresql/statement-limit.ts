import type { Link } from './link.ts'

/** ms; `own`: the server's setting for this user, 0 for none. */
export interface StatementLimits {
  readonly own: number
  readonly call: number
}

/** Which limit the server holds statements to; set when it has to change. */
export interface StatementLimit {
  /** for statements that write */
  toCall(): Promise<void>
  /**
   * For reading by a portal: the server counts from its first batch on, also while nobody asks for more. Each batch is
   * waited for as long as a call may take, all the same.
   */
  toOwn(): Promise<void>
  /** A rollback has undone what was set meanwhile. */
  forget(): void
}

const MAX = 2 ** 31 - 1

export const statementLimit = (link: Link, { own, call }: StatementLimits): StatementLimit => {
  const most = Math.min(MAX, Math.max(1, Math.round(call)))
  const ofCall = own > 0 ? Math.min(own, most) : most
  let known: number | undefined = own
  const change = async (limit: number) => {
    if (known === limit) return
    known = undefined
    await link.run(`SET statement_timeout = ${limit}`)
    known = limit
  }
  return {
    toCall: () => change(ofCall),
    toOwn: () => change(own),
    forget: () => {
      known = undefined
    },
  }
}
