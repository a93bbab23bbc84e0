import { expect } from 'vitest'

/** A request that kcctl sends, and what it makes use of in the answer. */
export interface KcctlRequest {
  readonly sends: readonly [method: string, path: string, body?: unknown]
  readonly needs: number
  /** absent: it does not look at the body */
  readonly reads?: unknown
  /** it is run again by its user until the connector has come so far */
  readonly again?: true
}

export interface KcctlCommand {
  /** as it is typed */
  readonly line: string
  readonly requests: readonly KcctlRequest[]
}

export const text = expect.any(String)
export const partial = (fields: object): unknown => expect.objectContaining(fields)
/** It wants at least 3.6 for offsets and 3.7 for `--scope=cluster`. */
export const version: KcctlRequest = {
  sends: ['GET', '/'],
  needs: 200,
  reads: partial({
    version: expect.stringMatching(/^(3\.([7-9]|\d\d)|[4-9])\./),
    commit: text,
    kafka_cluster_id: text,
  }),
}
export const status = (state: string, task: string) =>
  partial({
    name: 'k1',
    type: 'source',
    connector: partial({ state, worker_id: text }),
    tasks: [partial({ id: 0, state: task, worker_id: text })],
  })
export const message = { message: text }
export const refusal = (code: number, what: unknown) => ({ error_code: code, message: what })
