import { defineConfig, list } from '../sdk/config.ts'
import { defineTransform } from '../sdk/transform.ts'
import { allowing, nonEmptyTexts } from '../sdk/validators.ts'
import { newStruct, type Struct } from '../sdk/value.ts'
import { changeFields } from './change-fields.ts'
import { copyFields } from './copy-fields.ts'
import { nullDefaultConfig } from './null-default.ts'
import { classOf, type Side } from './side.ts'
import { duplicate, structOf } from './struct-schema.ts'

const names = (key: string, doc: string) =>
  list({ default: [], importance: 'MEDIUM', doc, validator: nonEmptyTexts(key) })

/** Old names with the new ones. Colons at the end count for nothing. */
const renamesOf = (mappings: readonly string[]): ReadonlyMap<string, string> =>
  new Map(
    mappings.map(mapping => {
      const [from, to, ...more] = mapping.replace(/:+$/, '').split(':')
      if (from === undefined || to === undefined || more.length > 0)
        throw new Error(`Invalid rename mapping: ${mapping}`)
      return [from, to]
    }),
  )

const config = defineConfig({
  exclude: names('exclude', 'Names of fields that are left out, also when they are among those to include.'),
  include: names('include', 'Names of the fields that stay; all when there are none.'),
  renames: list({
    default: [],
    importance: 'MEDIUM',
    doc: 'Fields that get other names: pairs of the old and the new one, such as `foo:bar,abc:xyz`. `exclude` and `include` mean the old ones.',
    validator: allowing('pairs `old:new`', mappings => {
      renamesOf(mappings ?? [])
    }),
  }),
  ...nullDefaultConfig,
})

const renameAll = (object: Struct, newName: (name: string) => string | undefined): Struct => {
  const renamed = newStruct()
  for (const name of Object.keys(object)) {
    const to = newName(name)
    if (to === undefined) continue
    if (to in renamed) throw duplicate(to)
    renamed[to] = object[name] ?? null
  }
  return renamed
}

const replaceField = (side: Side) =>
  defineTransform({
    classes: [classOf('ReplaceField', side)],
    version: '4.3.1',
    config,
    open: options => {
      const [excluded, included] = [new Set(options.exclude), new Set(options.include)]
      const renames = renamesOf(options.renames)
      const newName = (name: string): string | undefined => {
        const stays = !excluded.has(name) && (included.size === 0 || included.has(name))
        return stays ? (renames.get(name) ?? name) : undefined
      }
      return changeFields(side, {
        purpose: 'field replacement',
        passesUnread: true,
        compile: schema => {
          const copied = schema.fields.flatMap(({ name: from, schema: type }) => {
            const to = newName(from)
            return to === undefined ? [] : [{ from, to, schema: type }]
          })
          const fields = copied.map(({ to: name, schema: type }) => ({ name, schema: type }))
          return {
            schema: structOf(fields, schema),
            change: struct => copyFields(struct, copied, options['replace.null.with.default']),
          }
        },
        schemaless: object => renameAll(object, newName),
      })
    },
  })

/** Leaves fields of the key out, or gives them other names. */
export const replaceFieldKey = replaceField('key')
/** Leaves fields of the value out, or gives them other names. */
export const replaceFieldValue = replaceField('value')
