import type { Item, Table, Write } from '../../../../../functions/runtime/ports/table.ts'
import { memoryStore } from '../../../../helpers/memory-table.ts'
import type { Answer, Pending } from './actor.ts'

type Rows = ReturnType<ReturnType<typeof memoryStore>['snapshot']>

/** The table at one moment; equal contents are the same object. */
export interface Snapshot {
  readonly id: number
  readonly rows: Rows
  readonly items: readonly Item[]
}

export interface Landing {
  readonly after: Snapshot
  readonly answer: Answer
  /** what the trace says of it */
  readonly outcome: string
}

interface SnapshotOptions {
  /** the table's time is rounded down to multiples of this */
  readonly grain: number
}

const growing = ['epoch', 'seq', 'generation', 'lineage']

/** Whether a condition will never hold again: it names a value that has been passed. */
const isStale = (write: Write, items: readonly Item[]): boolean => {
  const item = items.find(({ pk, sk }) => pk === write.key.pk && sk === write.key.sk)
  return growing.some(name => {
    if (!(name in write.when)) return false
    const [is, wanted] = [item?.attributes[name], write.when[name]]
    return typeof is === 'number' && (typeof wanted !== 'number' || wanted < is)
  })
}

/** Whether a request can still change anything. */
export const isVain = ({ request }: Pending, { items }: Snapshot): boolean =>
  request.to === 'table' && (request.sent.length === 0 || request.sent.some(write => isStale(write, items)))

const outcomeOf = (answer: object) => ('ok' in answer && answer.ok === false ? ' → refused' : '')

/** One table in memory whose states can be left and returned to. */
export const openSnapshots = ({ grain }: SnapshotOptions) => {
  let now = 0
  let landed: object = {}
  const store = memoryStore({ now: () => now, clockError: grain })
  const table = store.open(async (_request, land) => {
    const answer = land()
    landed = answer as object
    return answer
  })
  const known = new Map<string, Snapshot>()
  const landings = new Map<string, Landing>()

  const current = (): Snapshot => {
    const rows = store.snapshot()
    const text = JSON.stringify([...rows].sort())
    const snapshot = known.get(text) ?? { id: known.size, rows, items: store.items() }
    known.set(text, snapshot)
    return snapshot
  }
  const at = (snapshot: Snapshot, time: number) => {
    store.restore(snapshot.rows)
    now = time
  }
  const apply = (before: Snapshot, call: (table: Table) => unknown, time: number): Landing => {
    at(before, time)
    call(table)
    return {
      after: current(),
      answer: { value: landed, text: JSON.stringify(landed) },
      outcome: outcomeOf(landed),
    }
  }
  return {
    /** the table after what `prepare` does to it */
    prepared: async (prepare: (table: Table) => Promise<unknown>): Promise<Snapshot> => {
      await prepare(store.open())
      return current()
    },
    /** applies a request at that time */
    land: (before: Snapshot, { uid, request }: Pending, time: number): Landing | undefined => {
      if (request.to !== 'table') return undefined
      const key = `${before.id} ${uid} ${time}`
      const landing = landings.get(key) ?? apply(before, request.call, time)
      landings.set(key, landing)
      return landing
    },
    /** a table of one's own that goes on from there, for somebody whom nobody disturbs */
    goOn: (from: Snapshot, time: () => number): Table & { readonly items: () => Item[] } => {
      const own = memoryStore({ now: time, clockError: grain })
      own.restore(from.rows)
      return { ...own.open(), items: own.items }
    },
  }
}

export type Snapshots = ReturnType<typeof openSnapshots>
