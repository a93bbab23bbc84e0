import { boolean, className, defineConfig, int, list, long, string } from '../../../connectors/sdk/config.ts'
import { atLeast, oneOf } from '../../../connectors/sdk/validators.ts'
import { nameOfConnector, noDuplicates } from './key-validators.ts'

const common = { group: 'Common' } as const
const errors = { group: 'Error Handling', importance: 'MEDIUM' } as const

const pluginVersion = (of: string) =>
  string({
    ...common,
    default: null,
    importance: 'LOW',
    width: 'SHORT',
    displayName: `${of.charAt(0).toUpperCase()}${of.slice(1)} version`,
    doc: `Version of the ${of}. Accepted and not looked at: each plugin is there in one version.`,
  })

const converterClass = (of: string) =>
  className({
    ...common,
    default: null,
    importance: 'LOW',
    width: 'SHORT',
    displayName: `${of} converter class`,
    doc: `Converter of the ${of.toLowerCase()}s. Its own keys are read from the connector only when it is named here; otherwise the worker's converter is used with the worker's keys.`,
  })

/** What every connector's configuration has, with Kafka Connect's names and defaults. */
export const commonConfig = defineConfig({
  name: string({
    ...common,
    importance: 'HIGH',
    width: 'MEDIUM',
    displayName: 'Connector name',
    validator: nameOfConnector,
    doc: 'Name of the connector, unique in its deployment.',
  }),
  'connector.class': string({
    ...common,
    importance: 'HIGH',
    width: 'LONG',
    displayName: 'Connector class',
    doc: 'Class of the connector: its full name, its simple name, or that without `Connector`.',
  }),
  'connector.plugin.version': {
    ...pluginVersion('connector'),
    importance: 'MEDIUM',
    width: 'MEDIUM',
  },
  'tasks.max': int({
    ...common,
    default: 1,
    importance: 'HIGH',
    width: 'SHORT',
    displayName: 'Tasks max',
    validator: atLeast(1),
    doc: 'Most tasks that the connector is divided into.',
  }),
  'tasks.max.enforce': boolean({
    width: 'SHORT',
    displayName: 'Enforce tasks max',
    ...common,
    default: true,
    importance: 'LOW',
    doc: 'Deprecated. Whether a connector that plans more than `tasks.max` tasks fails.',
  }),
  'key.converter': converterClass('Key'),
  'key.converter.plugin.version': pluginVersion('key converter'),
  'value.converter': converterClass('Value'),
  'value.converter.plugin.version': pluginVersion('value converter'),
  'header.converter': converterClass('Header'),
  'header.converter.plugin.version': pluginVersion('header converter'),
  transforms: list({
    order: 12,
    width: 'LONG',
    displayName: 'Transforms',
    group: 'Transforms',
    default: [],
    importance: 'LOW',
    validator: noDuplicates,
    doc: 'Aliases of the transformations that records pass through, in this order; the keys of each begin with `transforms.<alias>.`.',
  }),
  predicates: list({
    order: 13,
    width: 'LONG',
    displayName: 'Predicates',
    group: 'Predicates',
    default: [],
    importance: 'LOW',
    validator: noDuplicates,
    doc: 'Aliases of the predicates that transformations refer to; the keys of each begin with `predicates.<alias>.`.',
  }),
  'config.action.reload': string({
    order: 14,
    width: 'MEDIUM',
    displayName: 'Reload Action',
    ...common,
    default: 'restart',
    importance: 'LOW',
    validator: oneOf('none', 'restart'),
    doc: 'What happens when a value that the configuration refers to has changed.',
  }),
  'errors.retry.timeout': long({
    width: 'MEDIUM',
    displayName: 'Retry Timeout for Errors',
    ...errors,
    default: 0,
    doc: 'How long a conversion, a write, or a read that failed and may succeed later is tried again before its task fails, ms, from the first attempt on; 0 is not at all, -1 without end.',
  }),
  'errors.retry.delay.max.ms': long({
    width: 'MEDIUM',
    displayName: 'Maximum Delay Between Retries for Errors',
    ...errors,
    default: 60_000,
    doc: 'Longest pause between two attempts, ms: it begins with 300 ms and doubles; a longer one is taken at random below this.',
  }),
  'errors.tolerance': string({
    width: 'SHORT',
    displayName: 'Error Tolerance',
    ...errors,
    default: 'none',
    validator: oneOf('none', 'all'),
    doc: '`none`: the first record that fails fails its task. `all`: such records are left out.',
  }),
  'errors.log.enable': boolean({
    width: 'SHORT',
    displayName: 'Log Errors',
    ...errors,
    default: false,
    doc: 'Whether each failure is logged, up to 100 in a run, tolerated or not. Others are only logged when they fail their task.',
  }),
  'errors.log.include.messages': boolean({
    width: 'SHORT',
    displayName: 'Log Error Details',
    ...errors,
    default: false,
    doc: 'Whether those lines name the record that failed: of sinks topic, partition, offset and time, of sources the record itself.',
  }),
})
