import type { GroupChange } from '../../../events/group-change.ts'
import { withUsedConfig } from '../config/used-config.ts'
import type { Runtime } from '../runtime.ts'
import type { ConnectorItem } from '../state/items.ts'
import { kafkaOffsets } from './exactly-once.ts'
import { ensureOffsetsTopic, entryKey, entryPartition, entryRecord } from './offsets-topic.ts'

type Needs = Pick<Runtime, 'kafka' | 'configProviders' | 'plugins' | 'worker'>

/** Writes offsets of a source to its topic, in one transaction: those who read it there see all of them or none. */
export const changeEntries = (
  runtime: Needs,
  { name, config, lineage }: ConnectorItem,
  entries: NonNullable<GroupChange['entries']>,
): Promise<void> =>
  withUsedConfig(runtime, config, async used => {
    const { kafka } = runtime
    const offsets = kafkaOffsets(used.config, used.worker)
    const { name: topic, partitions } = await ensureOffsetsTopic(kafka, offsets.topics[0])
    const transactionalId = `${offsets.transactionalIds}offsets`
    const producer = await kafka.transactionalProducer({ transactionalId })
    try {
      const records = entries.map(({ partition: of, offset, key = entryKey(name, of) }) => {
        const partition = entryPartition(key, partitions.length)
        return entryRecord({ topic, partition, key, offset: offset ?? undefined, state: undefined, lineage })
      })
      await producer.send(records)
      await producer.commit()
    } finally {
      await producer.close()
    }
  })
