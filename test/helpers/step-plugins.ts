import { defineConfig, int, password, string } from '../../connectors/sdk/config.ts'
import { ConnectError } from '../../connectors/sdk/errors.ts'
import type { ConnectRecord } from '../../connectors/sdk/record.ts'
import { definePredicate, defineTransform } from '../../connectors/sdk/transform.ts'

type Side = 'key' | 'value'

/** Appends a text to a key or value that is a text; blames a record whose is none. */
const append = (side: Side) =>
  defineTransform({
    classes: [`com.example.Append$${side === 'key' ? 'Key' : 'Value'}`],
    version: '1.0',
    config: defineConfig({
      text: string({ importance: 'MEDIUM', doc: 'what is appended' }),
      most: int({ default: 100, importance: 'LOW', doc: 'most characters of it' }),
      'append.password': password({ default: null, importance: 'LOW', doc: 'a secret' }),
      separator: string({ default: '', importance: 'HIGH', doc: 'what stands before it' }),
    }),
    open: ({ text, most, separator }) => {
      if (text.length > most)
        throw new ConnectError(
          'INVALID_CONFIG',
          `The text has ${text.length} characters, allowed are ${most}`,
        )
      return {
        apply: record => {
          const { value } = record[side]
          if (typeof value !== 'string') throw new ConnectError('DATA', `Not a text: ${value}`)
          return { ...record, [side]: { ...record[side], value: value + separator + text } }
        },
      }
    },
  })

/** Sends records elsewhere. */
const route = defineTransform({
  classes: ['com.example.Route'],
  version: '1.0',
  config: defineConfig({ topic: string({ importance: 'HIGH', doc: 'where to' }) }),
  open: ({ topic }) => ({ apply: record => ({ ...record, topic }) }),
})

const drop = defineTransform({
  classes: ['com.example.Drop'],
  version: '1.0',
  config: defineConfig({}),
  open: () => ({ apply: () => null }),
})

/** Numbers the records that pass it, in a header. */
const count = defineTransform({
  classes: ['com.example.Count'],
  version: '1.0',
  config: defineConfig({}),
  open: () => {
    let n = 0
    return {
      apply: record => ({
        ...record,
        headers: [...record.headers, { key: 'n', schema: undefined, value: ++n }],
      }),
    }
  },
})

/** Fails as a plugin with a mistake does. */
const broken = defineTransform({
  classes: ['com.example.Broken'],
  version: '1.0',
  config: defineConfig({}),
  open: () => ({
    apply: <R extends ConnectRecord>(record: R): R => {
      if (record.value.value === 'break') throw new TypeError('it is undefined')
      return record
    },
  }),
})

const valueIs = definePredicate({
  classes: ['com.example.ValueIs'],
  version: '2.0',
  config: defineConfig({ value: string({ importance: 'HIGH', doc: 'the value' }) }),
  open: ({ value }) => ({ test: record => record.value.value === value }),
})

/** Small transformations and a predicate, for tests of what surrounds them. */
export const stepPlugins = [append('key'), append('value'), route, drop, count, broken, valueIs]

export const stepEntries = stepPlugins.map(plugin => ({
  type: plugin.type,
  classes: plugin.classes,
  load: async () => plugin,
}))
