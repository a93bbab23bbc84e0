import { type ConfigOf, defineConfig, list, long, string } from '../../../connectors/sdk/config.ts'
import { nonEmpty, oneOfIgnoringCase } from '../../../connectors/sdk/validators.ts'
import { commonConfig, runMode } from './common-config.ts'
import { noneOrAtLeast } from './key-validators.ts'

const exactlyOnce = { group: 'Exactly Once Support', importance: 'MEDIUM' } as const

/** What every source's configuration has besides its own keys and those of its topic creation groups. */
export const sourceConfig = defineConfig({
  ...commonConfig,
  'topic.creation.groups': list({
    group: 'Topic Creation',
    default: [],
    importance: 'LOW',
    doc: 'Names of groups of settings for topics that have to be created; the group `default` is always there.',
  }),
  'exactly.once.support': string({
    ...exactlyOnce,
    default: 'requested',
    validator: value => {
      oneOfIgnoringCase('REQUESTED', 'REQUIRED')(value)
      // to go on with less than what is required would be silent
      if (value?.toLowerCase() === 'required')
        throw new Error('Sources write at least once so far, only requested is allowed')
    },
    doc: '`required`: records and offsets in one transaction. `requested`: where the source can.',
  }),
  'transaction.boundary': string({
    ...exactlyOnce,
    default: 'poll',
    validator: oneOfIgnoringCase('INTERVAL', 'POLL', 'CONNECTOR'),
    doc: 'What ends a transaction: each batch, a time, or the connector.',
  }),
  'transaction.boundary.interval.ms': long({
    ...exactlyOnce,
    default: null,
    importance: 'LOW',
    validator: noneOrAtLeast(0),
    doc: 'Time between transactions when `transaction.boundary` is `interval`, ms.',
  }),
  'offsets.storage.topic': string({
    group: 'offsets.topic',
    default: null,
    importance: 'LOW',
    validator: nonEmpty,
    doc: 'Topic for the offsets of this source alone.',
  }),
  'run.mode': runMode('schedule', 'continuous'),
})

export type SourceConfig = ConfigOf<typeof sourceConfig>
