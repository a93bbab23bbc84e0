import { defineConfig, list, string } from '../../sdk/config.ts'
import { allowing } from '../../sdk/validators.ts'
import { parseReferences } from './field-reference.ts'

const syntax =
  'Names between commas. `op`, `ts_ms`, `ts_us` and `ts_ns` are fields of the envelope; `id`, `total_order` and `data_collection_order` of its `transaction`; any other of its `source`, or else of the envelope. `source.ts_ms` names the struct. `table:from` gives another name; the prefix still comes before it'

const references = (doc: string) =>
  list({
    default: [],
    importance: 'LOW',
    doc,
    validator: allowing('`field`, `struct.field`, `field:name`', texts => {
      parseReferences('', texts ?? [])
    }),
  })
const prefix = (what: string) =>
  string({ default: '__', importance: 'LOW', doc: `What the names of ${what} begin with.` })

export const addedFieldsConfig = defineConfig({
  'add.fields': references(`Fields of the envelope that are added to the row. ${syntax}.`),
  'add.fields.prefix': prefix('added fields'),
  'add.headers': references(
    'Fields of the envelope that become headers, named as in `add.fields`. A tombstone gets `op` alone, which is `d`.',
  ),
  'add.headers.prefix': prefix('added headers'),
})
