import { defineConfig, string } from '../../sdk/config.ts'
import { valueOneOf } from './value-one-of.ts'

const unicode = (unit: string): string => `_u${unit.charCodeAt(0).toString(16).replace(/^..?$/, '00$&')}`

/** A digit at the start stays, so that `1a` and `2a` do not become one. */
const underscore = (name: string): string =>
  name.slice(0, 1).replace(/[^A-Za-z_]/, first => (/\p{Nd}/u.test(first) ? `_${first}` : '_')) +
  name.slice(1).replace(/[^A-Za-z0-9_.]/g, '_')

const modes: Readonly<Record<string, (name: string) => string>> = {
  none: name => name,
  avro: underscore,
  avro_unicode: name =>
    name.slice(0, 1).replace(/[^A-Za-z]/, unicode) + name.slice(1).replace(/[^A-Za-z0-9.]/g, unicode),
}

export const schemaNameConfig = defineConfig({
  'schema.name.adjustment.mode': string({
    default: 'none',
    importance: 'LOW',
    doc: 'How names of schemas are made of the new topic. `none`: as it is. `avro`: what a name in Avro may not have becomes `_`. `avro_unicode`: it becomes `_u` and its code in hexadecimal, `_` too.',
    validator: valueOneOf(...Object.keys(modes)),
  }),
})

/** What a name becomes in that mode. */
export const adjusting = (mode: string): ((name: string) => string) =>
  modes[mode.toLowerCase()] ?? (name => name)
