import { boolean, defineConfig, list } from '../../sdk/config.ts'
import { allowing } from '../../sdk/validators.ts'
import type { Behavior } from '../settings.ts'

export const conversion = 'Data Conversion'
const low = { importance: 'LOW', group: conversion } as const

/** Keys of how records become documents, the same for all classes. */
export const conversionConfig = defineConfig({
  'key.ignore': boolean({
    default: false,
    importance: 'HIGH',
    group: conversion,
    doc: "Whether a document's id is topic+partition+offset instead of the record's key. A record without a key gets it in any case.",
  }),
  'topic.key.ignore': list({ ...low, default: [], doc: 'Topics for which `key.ignore` is true.' }),
  'schema.ignore': boolean({
    ...low,
    default: false,
    doc: 'Whether no mapping is made of the schemas of values: the server makes its own of the documents.',
  }),
  'topic.schema.ignore': list({ ...low, default: [], doc: 'Topics for which `schema.ignore` is true.' }),
  'compact.map.entries': boolean({
    ...low,
    default: true,
    doc: 'Whether a map with string keys is an object; otherwise, and with other keys, it is an array of `{"key": …, "value": …}`.',
  }),
  'drop.invalid.message': boolean({
    ...low,
    default: false,
    doc: 'Whether a record that cannot become a document is left out, whatever `errors.tolerance` says.',
  }),
})

/** One of these in any case; the peer of Elasticsearch says so in its own words. */
export const oneOfValues = (...allowed: readonly string[]) =>
  allowing<string>(`${allowed.map(each => `\`${each}\``).join(', ')}, in any case`, value => {
    if (value !== null && !allowed.includes(value.toLowerCase()))
      throw new Error(`Value must be one of: [${allowed.join(', ')}]`)
  })

/** The same in Kafka's words. */
export const oneOfTexts = (...allowed: readonly string[]) =>
  allowing<string>(`${allowed.map(each => `\`${each}\``).join(', ')}, in any case`, value => {
    if (value === null || !allowed.includes(value.toLowerCase()))
      throw new Error(`String must be one of: ${allowed.join(', ')}`)
  })

/** `reports`: the dead letter queue gets what is left out, whatever the value. */
export const behaviorOf = (text: string, { reports }: { readonly reports: boolean }): Behavior => {
  const value = text.toLowerCase()
  return {
    passOver: value !== 'fail',
    report: reports || value === 'fail' || value === 'report',
    warn: value === 'warn',
  }
}

/** Whether keys or schemas of a topic are ignored: of all topics, or of some. */
export const ignoring = (all: boolean, some: readonly string[]): ((topic: string) => boolean) => {
  const topics = new Set(some)
  return topic => all || topics.has(topic)
}
