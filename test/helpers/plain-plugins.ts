import { boolean, defineConfig, int, password, string } from '../../connectors/sdk/config.ts'
import { defineConverter, defineHeaderConverter } from '../../connectors/sdk/converter.ts'
import type { Datum } from '../../connectors/sdk/record.ts'
import { defineSink } from '../../connectors/sdk/sink.ts'
import { defineSource } from '../../connectors/sdk/source.ts'

/** Counts `from` … `to`. */
const numbersSource = defineSource({
  classes: ['com.example.NumbersConnector'],
  version: '1.2.3',
  config: defineConfig({
    topic: string({ importance: 'HIGH', doc: 'topic to write to' }),
    from: int({ default: 0, importance: 'LOW', doc: 'first number' }),
    to: int({ default: 10, importance: 'LOW', doc: 'last number' }),
  }),
  *validate({ from, to }) {
    if (to < from) yield ['to', `from is ${from}, to is ${to}, allowed is no less`]
  },
  plan: () => ({ tasks: [{ partitions: [{ numbers: 'all' }] }] }),
  open: ({ config }) => ({
    async *read() {
      const values = Array.from({ length: config.to - config.from + 1 }, (_, i) => config.from + i)
      const absent = { schema: undefined, value: null }
      yield {
        records: values.map(value => ({
          topic: config.topic,
          key: absent,
          value: { schema: undefined, value },
          headers: [],
          partition: { numbers: 'all' },
          offset: { value },
        })),
      }
      return undefined
    },
    close: async () => {},
  }),
})

/** Takes everything and keeps nothing. */
const drainSink = defineSink({
  classes: ['com.example.DrainConnector'],
  version: '4.5.6',
  config: defineConfig({
    'drain.password': password({ default: null, importance: 'HIGH', doc: 'a secret' }),
    mode: string({ default: '', importance: 'LOW', doc: 'a key that another one ends as' }),
    'drain.topic.name': string({ default: '', importance: 'LOW', doc: 'a key that ends as others do' }),
  }),
  open: () => ({
    failureEffect: 'nothing',
    write: async () => {},
    flush: async () => ({}),
    close: async () => {},
  }),
})

const fromText = (_topic: string, bytes: Uint8Array | null): Datum => ({
  schema: undefined,
  value: bytes === null ? null : Buffer.from(bytes).toString(),
})

const plainConverter = defineConverter({
  classes: ['DefaultConverter'],
  version: '1',
  config: defineConfig({}),
  open: () => ({
    fromConnect: (_, { value }) => (value === null ? null : Buffer.from(String(value))),
    toConnect: fromText,
  }),
})

const upperConverter = defineConverter({
  classes: ['com.example.UpperConverter'],
  version: '1',
  config: defineConfig({
    'suffix.enable': boolean({ default: false, importance: 'LOW', doc: 'whether a ! follows' }),
  }),
  open: config => ({
    fromConnect: (_, { value }) =>
      value === null ? null : Buffer.from(String(value).toUpperCase() + (config['suffix.enable'] ? '!' : '')),
    toConnect: fromText,
  }),
})

const plainHeaderConverter = defineHeaderConverter({
  classes: ['org.apache.kafka.connect.storage.SimpleHeaderConverter'],
  version: '1',
  config: defineConfig({}),
  open: () => ({
    fromConnect: (_topic, _key, { value }) => (value === null ? null : Buffer.from(String(value))),
    toConnect: (topic, _key, bytes) => fromText(topic, bytes),
  }),
})

/** Small plugins for tests of what surrounds plugins. */
export const testPlugins = [
  numbersSource,
  drainSink,
  plainConverter,
  upperConverter,
  plainHeaderConverter,
].map(plugin => ({
  type: plugin.type,
  classes: plugin.classes,
  load: async () => plugin,
}))
