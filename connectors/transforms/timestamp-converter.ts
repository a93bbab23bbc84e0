import { defineConfig, string } from '../sdk/config.ts'
import { defineTransform } from '../sdk/transform.ts'
import { oneOf } from '../sdk/validators.ts'
import { nullDefaultConfig } from './null-default.ts'
import { classOf, type Side } from './side.ts'
import { configuredFormat } from './timestamps/configured-format.ts'
import { conversionOf } from './timestamps/conversion.ts'
import { convertField } from './timestamps/convert-field.ts'
import { convertWhole } from './timestamps/convert-whole.ts'
import { targetTypes } from './timestamps/kinds.ts'
import { precisions } from './timestamps/unix.ts'

const config = defineConfig({
  field: string({
    default: '',
    importance: 'HIGH',
    doc: 'The field that holds the timestamp; empty when the whole is one.',
  }),
  'target.type': string({
    importance: 'HIGH',
    doc: 'What the timestamp becomes: a text, a number since 1970, or one of the logical types.',
    validator: oneOf(...targetTypes),
  }),
  format: string({
    default: '',
    importance: 'MEDIUM',
    doc: "A pattern of Java's `SimpleDateFormat`, in UTC, by which texts are read and written; needed for both.",
  }),
  'unix.precision': string({
    default: 'milliseconds',
    importance: 'LOW',
    doc: 'The unit of numbers since 1970. What is smaller than a millisecond is lost.',
    validator: oneOf(...precisions),
  }),
  ...nullDefaultConfig,
})

/** A text that a validator has let through. */
const chosen = <T extends string>(allowed: readonly T[], text: string): T | undefined =>
  allowed.find(each => each === text)

const timestampConverter = (side: Side) =>
  defineTransform({
    classes: [classOf('TimestampConverter', side)],
    version: '4.3.1',
    config,
    open: options => {
      const type = chosen(targetTypes, options['target.type']) ?? 'Timestamp'
      const format = configuredFormat(options.format, type)
      const conversion = conversionOf(type, {
        format,
        precision: chosen(precisions, options['unix.precision']) ?? 'milliseconds',
      })
      const replaceNull = options['replace.null.with.default']
      return options.field === ''
        ? convertWhole(side, conversion)
        : convertField(side, conversion, { name: options.field, replaceNull })
    },
  })

/** Makes another kind of timestamp of a field of the key, or of the whole key. */
export const timestampConverterKey = timestampConverter('key')
/** Makes another kind of timestamp of a field of the value, or of the whole value. */
export const timestampConverterValue = timestampConverter('value')
