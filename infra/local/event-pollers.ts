import type { KafkaEvent, KafkaEventResult } from '../../events/kafka-event.ts'
import type { Clock } from '../../functions/runtime/ports/clock.ts'
import type { Kafka } from '../../functions/runtime/ports/kafka.ts'
import type { Table } from '../../functions/runtime/ports/table.ts'
import { type EventPoller, startEventPoller } from './event-poller.ts'
import { changeMapping, readMappings, type StoredMapping } from './event-sources.ts'

export interface EventPollersOptions {
  readonly table: Table
  readonly kafka: Kafka
  readonly clock: Clock
  /** names this process */
  readonly host: string
  /** whether a process of this name is known to have ended */
  readonly hasEnded: (host: string) => boolean
  /** ms between two looks at what is wanted */
  readonly tick: number
  readonly invoke: (connector: string, event: KafkaEvent) => Promise<KafkaEventResult>
  /** an event was handed over or failed; `error`: there could not be one */
  readonly changed: (connector: string, error?: Error) => void
}

/** Pollers of the mappings that the table has; of several processes each mapping has one poller. */
export interface EventPollers {
  /** Resolves when no event is on its way any more. */
  stop(): Promise<void>
}

/** How long a mapping belongs to a process that is not seen any more, ms; it is taken anew every third of that. */
const owned = 15_000

interface Followed {
  readonly mapping: StoredMapping
  readonly poller: EventPoller | undefined
}

export const startEventPollers = (options: EventPollersOptions): EventPollers => {
  const { table, kafka, clock, host, tick } = options
  const followed = new Map<string, Followed>()
  const stopping = new AbortController()

  const start = ({ connector, settings }: StoredMapping): EventPoller => {
    // what an event came to is the connector's to show
    const shown = new WeakSet<Error>()
    return startEventPoller({
      kafka,
      clock,
      mapping: settings,
      invoke: event =>
        options
          .invoke(connector, event)
          .catch((error: Error) => {
            shown.add(error)
            throw error
          })
          .finally(() => options.changed(connector)),
      failed: error => {
        if (!shown.has(error)) options.changed(connector, error)
      },
    })
  }

  const end = async (id: string): Promise<void> => {
    await followed.get(id)?.poller?.stop()
    followed.delete(id)
  }

  const own = (mapping: StoredMapping, at: number) =>
    changeMapping(table, mapping, { owner: host, ownedUntil: at + owned, followed: mapping.version })

  const follow = async (mapping: StoredMapping, at: number): Promise<void> => {
    const { id, deleted, settings, version, followed: seen, owner = host, ownedUntil = 0 } = mapping
    const mine = mapping.owner === host
    if (!mine && ownedUntil >= at && !options.hasEnded(owner)) return end(id)
    const present = followed.get(id)
    const isNew = present?.mapping.version !== version
    if (isNew) await end(id)
    const due = !mine || version !== seen || ownedUntil - at < (owned * 2) / 3
    if (due && !(await own(mapping, at))) return end(id)
    if (!isNew) return
    followed.set(id, { mapping, poller: deleted || !settings.enabled ? undefined : start(mapping) })
  }

  const look = async (): Promise<void> => {
    const { mappings, at } = await readMappings(table)
    await Promise.all(mappings.map(mapping => follow(mapping, at)))
  }

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      // the next look may do better: nothing is lost meanwhile
      await look().catch(() => undefined)
      await clock.sleep(tick, stopping.signal)
    }
    await Promise.all([...followed.keys()].map(end))
  }
  const running = run()
  return {
    stop: () => {
      stopping.abort()
      return running
    },
  }
}
