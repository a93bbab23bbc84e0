import { setTimeout as pause } from 'node:timers/promises'
import { isRetriable } from '../../sdk/errors.ts'
import type { Partition } from '../../sdk/record.ts'
import type { Drained, SourceBatch, SourceContext, SourceReader } from '../../sdk/source.ts'
import { type Opened, openConnection } from '../open-connection.ts'
import { type Input, queryInput, tableInput } from './input.ts'
import { createInputPoll, type InputPoll, type Turn } from './poll-input.ts'
import { stateOf } from './positions.ts'
import { callTimeout, type SourceSettings } from './settings.ts'

const A_DAY = 86_400_000
/** ms that a statement has to end when nobody wants more of it */
const PARTING = 2_000

type Context = Pick<SourceContext<unknown>, 'task' | 'offsets' | 'epoch' | 'signal'>

const inputOf = (settings: SourceSettings, partition: Partition): Input =>
  partition.query === undefined
    ? tableInput(settings, String(partition.table), partition)
    : queryInput(settings)

/** What is stored of a table, else what an older version of the peer has stored of it. */
const openInputs = async (
  settings: SourceSettings,
  { task, offsets }: Context,
): Promise<readonly InputPoll[]> => {
  const stored = await offsets.get(task.partitions)
  const open = async (partition: Partition, n: number) => {
    const input = inputOf(settings, partition)
    const own = stored[n]
    const [old] = own?.offset === undefined && input.old ? await offsets.get([input.old]) : []
    return createInputPoll(settings, input, {
      offset: own?.offset ?? old?.offset,
      state: stateOf(own?.state),
    })
  }
  return Promise.all(task.partitions.map(open))
}

/** One connection at a time, opened when it is needed and anew after it has failed. */
const keepConnection = (settings: SourceSettings, signal: AbortSignal) => {
  let opened: Opened | undefined
  const close = async () => {
    const closing = opened
    opened = undefined
    await closing?.connection.close()
  }
  const open = async (): Promise<Opened> => {
    opened ??= await openConnection(settings.connection, { callTimeout, signal })
    return opened
  }
  return { open, close }
}

/** Said before each read, as a session may be another than it was. */
const isolate = async ({ isolation }: SourceSettings, { connection, dialect }: Opened): Promise<void> => {
  const level = isolation === '' ? undefined : dialect.isolation?.(isolation)
  if (level !== undefined) await connection.execute(level)
}

/** Those whose turn comes first change from run to run, so that one with much to read does not keep others waiting. */
const rotated = <T>(all: readonly T[], by: number): readonly T[] => {
  const first = all.length === 0 ? 0 : by % all.length
  return [...all.slice(first), ...all.slice(0, first)]
}

const pauseBefore = (tries: number) => Math.min(100 * 2 ** tries, 10_000)

export const openSource = async (settings: SourceSettings, context: Context): Promise<SourceReader> => {
  const { signal, epoch } = context
  const inputs = rotated(await openInputs(settings, context), epoch)
  const kept = keepConnection(settings, signal)
  const missed = new Set<InputPoll>()

  const attempt = async function* (input: InputPoll, turn: Turn): AsyncGenerator<SourceBatch, boolean> {
    await isolate(settings, turn.opened)
    const batches = input.poll(turn)
    try {
      let next = await batches.next()
      for (; !next.done; next = await batches.next()) yield next.value
      return next.value === 'read'
    } finally {
      await batches.return('read')
    }
  }

  /** What fails with what may pass goes on, on a new connection, from where it had come. */
  const read = async function* (input: InputPoll, others: boolean): AsyncGenerator<SourceBatch, boolean> {
    for (let tries = 0; ; tries++) {
      const before = input.handed()
      // its attempts are its own
      const opened = await kept.open()
      try {
        return yield* attempt(input, { opened, signal, others })
      } catch (error) {
        await kept.close().catch(() => undefined)
        if (input.handed() > before) tries = 0
        if (signal.aborted || !isRetriable(error) || tries >= settings.retries) throw error
        await pause(pauseBefore(tries), undefined, { signal }).catch(() => undefined)
      }
    }
  }

  const readAll = async function* (): AsyncGenerator<SourceBatch, Drained | undefined> {
    let replan = false
    const waiting = inputs.filter(input => input.dueAt() <= Date.now())
    for (const [n, input] of waiting.entries()) {
      if (signal.aborted) return undefined
      const isThere = yield* read(input, n < waiting.length - 1)
      // to be said once
      if (!isThere && !missed.has(input)) replan = true
      if (isThere) missed.delete(input)
      else missed.add(input)
    }
    const next = Math.min(...inputs.map(input => input.dueAt()))
    const again = Math.min(Math.max(next - Date.now(), 0), A_DAY)
    return { again, ...(replan && { replan }) }
  }

  let reading: ReturnType<typeof readAll> | undefined
  return {
    read: () => {
      reading = readAll()
      return reading
    },
    // a statement that was left in its middle ends first, unless it does not answer
    close: async () => {
      const left = reading?.return(undefined).catch(() => undefined)
      await Promise.race([left, pause(PARTING, undefined, { ref: false })])
      await kept.close()
    },
  }
}
