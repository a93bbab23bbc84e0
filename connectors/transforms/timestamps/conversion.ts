import { ConnectError } from '../../sdk/errors.ts'
import { javaClassOf } from '../../sdk/java-class.ts'
import type { Schema } from '../../sdk/schema.ts'
import type { Value } from '../../sdk/value.ts'
import {
  checkTimestampSchema,
  type TimestampOptions,
  type TimestampType,
  timestampReader,
  timestampSchema,
  timestampWriter,
} from './kinds.ts'

/** What the configuration makes of a timestamp. */
export interface Conversion {
  /** the schema of what comes out */
  readonly schemaOf: (schema: Schema) => Schema
  /** null stays null */
  readonly convert: (schema: Schema | undefined, value: Value) => Value
}

export const conversionOf = (type: TimestampType, options: TimestampOptions): Conversion => {
  const read = timestampReader(options)
  const write = timestampWriter(type, options)
  const convert = (schema: Schema | undefined, value: Value): Value => {
    if (schema !== undefined) checkTimestampSchema(schema)
    if (value === null) return null
    const time = read(value)
    if (time !== undefined) return write(time)
    throw new ConnectError(
      'DATA',
      `TimestampConverter does not support class ${javaClassOf(schema, value)} objects as timestamps`,
    )
  }
  return { schemaOf: schema => timestampSchema(type, schema), convert }
}
