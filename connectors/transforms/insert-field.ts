import { defineConfig, string } from '../sdk/config.ts'
import { ConnectError } from '../sdk/errors.ts'
import { defineTransform } from '../sdk/transform.ts'
import { changeFields } from './change-fields.ts'
import { copyFields, copyObject, sameNames } from './copy-fields.ts'
import { type InsertedNames, insertionsOf } from './insertions.ts'
import { nullDefaultConfig } from './null-default.ts'
import { classOf, type Side } from './side.ts'
import { structOf } from './struct-schema.ts'

const nameOf = (what: string) =>
  string({
    default: null,
    importance: 'MEDIUM',
    doc: `The name of the field for ${what}. With \`!\` at its end it is a required field, with \`?\` or without either an optional one.`,
  })

const config = defineConfig({
  'topic.field': nameOf('the topic'),
  'partition.field': nameOf('the partition of the topic'),
  'offset.field': nameOf('the offset in the partition; for sinks only'),
  'timestamp.field': nameOf("the record's timestamp"),
  'static.field': nameOf('a fixed text'),
  'static.value': string({ default: null, importance: 'MEDIUM', doc: 'The text for `static.field`.' }),
  ...nullDefaultConfig,
})

const problemOf = (names: InsertedNames): string | undefined => {
  const { 'static.field': fixed, 'static.value': text, ...others } = names
  if (fixed === null && Object.values(others).every(name => name === null))
    return 'No field insertion configured'
  if (fixed === null || text !== null) return undefined
  return `Invalid value null for configuration static.value: No value specified for static field: ${fixed}`
}

const insertField = (side: Side) =>
  defineTransform({
    classes: [classOf('InsertField', side)],
    version: '4.3.1',
    config,
    open: ({ 'replace.null.with.default': replace, ...names }) => {
      const problem = problemOf(names)
      if (problem !== undefined) throw new ConnectError('INVALID_CONFIG', problem)
      const insertions = insertionsOf(names)
      return changeFields(side, {
        purpose: 'field insertion',
        // offsets and times are each record's own
        passesUnread: names['offset.field'] === null && names['timestamp.field'] === null,
        compile: schema => {
          const kept = sameNames(schema.fields)
          return {
            schema: structOf([...schema.fields, ...insertions.map(({ field }) => field)], schema),
            change: (struct, record) => {
              const copy = copyFields(struct, kept, replace)
              for (const { field, typed } of insertions) copy[field.name] = typed(record)
              return copy
            },
          }
        },
        schemaless: (object, record) => {
          const copy = copyObject(object)
          for (const { field, plain } of insertions) {
            const value = plain(record)
            if (value !== null) copy[field.name] = value
          }
          return copy
        },
      })
    },
  })

/** Adds fields to the key: topic, partition, offset, timestamp, a fixed text. */
export const insertFieldKey = insertField('key')
/** Adds fields to the value: topic, partition, offset, timestamp, a fixed text. */
export const insertFieldValue = insertField('value')
