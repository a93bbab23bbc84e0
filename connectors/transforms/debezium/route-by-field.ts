import { defineConfig, string } from '../../sdk/config.ts'
import { perSchema } from '../../sdk/per-schema.ts'
import type { ConnectRecord } from '../../sdk/record.ts'
import type { Schema, StructSchema } from '../../sdk/schema.ts'
import { orDefault } from '../null-default.ts'
import type { StructDatum } from '../operand.ts'
import { textField } from './text-field.ts'

export const routeByFieldConfig = defineConfig({
  'route.by.field': string({
    default: '',
    importance: 'LOW',
    doc: 'The field of the row, a text, whose value becomes the topic. Null or blank leaves the topic as it is.',
  }),
})

/** Gives a record the topic that a field of its row holds; null is the field's default when `replace`. */
export const routingBy = (name: string) => {
  const fieldOf = perSchema<Schema, StructSchema>(schema => textField(schema, name))
  return <R extends ConnectRecord>(record: R, { schema, value }: StructDatum, replace: boolean): R => {
    const topic = orDefault(value[name], fieldOf(schema), replace)
    return typeof topic === 'string' && topic.trim() !== '' ? { ...record, topic } : record
  }
}
