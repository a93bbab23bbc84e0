import { type ConfigOf, defineConfig, list, long, string } from '../../../connectors/sdk/config.ts'
import { atLeast, nonEmpty, oneOfIgnoringCase, optional } from '../../../connectors/sdk/validators.ts'
import { commonConfig } from './common-config.ts'
import { deadLetterConfig } from './dead-letter-config.ts'
import { noDuplicates } from './key-validators.ts'
import { runMode, runningConfig } from './running-config.ts'

const exactlyOnce = { group: 'Exactly Once Support', importance: 'MEDIUM', width: 'SHORT' } as const

/** What every source's configuration has besides its own keys and those of its topic creation groups. */
export const sourceConfig = defineConfig({
  ...commonConfig,
  'topic.creation.groups': list({
    width: 'LONG',
    displayName: 'Topic Creation Groups',
    validator: noDuplicates,
    group: 'Topic Creation',
    default: [],
    importance: 'LOW',
    doc: 'Names of groups of settings for topics that have to be created; the group `default` is always there.',
  }),
  'exactly.once.support': string({
    order: 2,
    displayName: 'Exactly once support',
    ...exactlyOnce,
    default: 'requested',
    validator: oneOfIgnoringCase('REQUIRED', 'REQUESTED'),
    doc: '`required`: records and offsets in one transaction. `requested`: where the source can, when the worker has `exactly.once.source.support=enabled`.',
  }),
  'transaction.boundary': string({
    order: 3,
    displayName: 'Transaction Boundary',
    ...exactlyOnce,
    default: 'poll',
    validator: oneOfIgnoringCase('INTERVAL', 'POLL', 'CONNECTOR'),
    doc: 'What ends a transaction: each batch (with those that come meanwhile), a time, or the connector.',
  }),
  'transaction.boundary.interval.ms': long({
    order: 4,
    displayName: 'Transaction boundary interval',
    ...exactlyOnce,
    default: null,
    importance: 'LOW',
    validator: optional(atLeast(0)),
    doc: 'Time between transactions when `transaction.boundary` is `interval`, ms; default: `offset.flush.interval.ms` of the worker. At most half of the transaction timeout.',
  }),
  'offsets.storage.topic': string({
    width: 'LONG',
    displayName: 'Offsets topic',
    group: 'offsets.topic',
    default: null,
    importance: 'LOW',
    validator: nonEmpty,
    doc: 'Topic for the offsets of this source alone, in place of the worker’s `offset.storage.topic`.',
  }),
  ...deadLetterConfig,
  'run.mode': runMode('schedule', 'continuous'),
  ...runningConfig,
})

export type SourceConfig = ConfigOf<typeof sourceConfig>
