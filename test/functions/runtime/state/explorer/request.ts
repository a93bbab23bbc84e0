import type { Clock } from '../../../../../functions/runtime/ports/clock.ts'
import type { Table, Write } from '../../../../../functions/runtime/ports/table.ts'

/** One record that a run writes to the external system. */
export interface ExternalWrite {
  readonly partition: string
  readonly offset: number
  /** sort key of the task's item, and the epoch of the run */
  readonly task: string
  readonly epoch: number
  /** by a run without a lease: it may write after younger ones */
  readonly fed?: boolean
}

/** Something that an actor waits for. When it happens, and whether, is the explorer's choice. */
export type Request = { readonly label: string } /** `writes` as meant, `sent` as they reach the table */ & (
  | {
      readonly to: 'table'
      readonly writes: readonly Write[]
      readonly sent: readonly Write[]
      readonly call: (table: Table) => unknown
    }
  | { readonly to: 'outside'; readonly write: ExternalWrite }
  | { readonly to: 'timer'; readonly until: number }
  | { readonly to: 'actor'; readonly name: string; readonly what: 'start' | 'end' }
)

/** All that an actor can reach. */
export interface Surroundings {
  readonly table: Table
  readonly clock: Clock
  readonly write: (write: ExternalWrite) => Promise<void>
  /** starts an actor that waits to be dispatched */
  readonly dispatch: (name: string) => Promise<void>
  /** resolves when that actor has ended or died */
  readonly ended: (name: string) => Promise<void>
}

export type Issue = (request: Request) => Promise<unknown>

export interface Ground {
  readonly issue: Issue
  readonly now: () => number
  readonly clockError: number
  /** what becomes of a write on its way: a mutation of the protocol */
  readonly change: (write: Write) => Write
}

const kinds = (writes: readonly Write[]) => [...new Set(writes.map(({ kind }) => kind))].join('+')

const tableOver = ({ issue, clockError, change }: Ground): Table => {
  const call = <T>(
    label: string,
    writes: readonly Write[],
    on: (table: Table, sent: readonly Write[]) => Promise<T>,
  ) => {
    const sent = writes.map(change)
    return issue({ to: 'table', label, writes, sent, call: table => on(table, sent) }) as Promise<T>
  }
  return {
    clockError,
    get: key => call(`get ${key.sk}`, [], table => table.get(key)),
    query: (pk, prefix) => call(`query ${prefix ?? pk}`, [], table => table.query(pk, prefix)),
    write: write =>
      call(`${write.kind} ${write.key.sk}`, [write], (table, [sent = write]) => table.write(sent)),
    transact: writes =>
      call(`${kinds(writes)} ${writes.at(-1)?.key.sk}`, writes, (table, sent) => table.transact(sent)),
    due: (before, limit) => call('due', [], table => table.due(before, limit)),
    close: async () => {},
  }
}

export const surroundingsOf = (ground: Ground): Surroundings => ({
  table: tableOver(ground),
  clock: {
    now: ground.now,
    sleep: async ms => {
      await ground.issue({ to: 'timer', label: 'sleep', until: ground.now() + Math.floor(ms) })
    },
  },
  write: async write => {
    await ground.issue({ to: 'outside', label: `writes ${write.partition}:${write.offset}`, write })
  },
  dispatch: async name => {
    await ground.issue({ to: 'actor', label: `dispatch ${name}`, name, what: 'start' })
  },
  ended: async name => {
    await ground.issue({ to: 'actor', label: `sees the end of ${name}`, name, what: 'end' })
  },
})
