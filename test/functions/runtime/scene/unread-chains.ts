import fc from 'fast-check'
import { topicNameMatches } from '../../../../connectors/predicates/topic-name-matches.ts'
import { extractFieldValue } from '../../../../connectors/transforms/extract-field.ts'
import { hoistFieldKey, hoistFieldValue } from '../../../../connectors/transforms/hoist-field.ts'
import { insertFieldValue } from '../../../../connectors/transforms/insert-field.ts'
import { regexRouter } from '../../../../connectors/transforms/regex-router.ts'
import { replaceFieldValue } from '../../../../connectors/transforms/replace-field.ts'
import type { Plugin } from '../../../../functions/runtime/ports/plugins.ts'

type Properties = Readonly<Record<string, string>>

export const unreadSteps = [
  extractFieldValue,
  hoistFieldKey,
  hoistFieldValue,
  insertFieldValue,
  regexRouter,
  replaceFieldValue,
  topicNameMatches,
] as unknown as readonly Plugin[]

const transforms = 'org.apache.kafka.connect.transforms'

/** Steps that read nothing, and two that do. */
const steps: readonly Properties[] = [
  { type: `${transforms}.HoistField$Value`, field: 'a' },
  { type: `${transforms}.HoistField$Value`, field: 'b' },
  { type: `${transforms}.HoistField$Key`, field: 'a' },
  { type: `${transforms}.InsertField$Value`, 'static.field': 'b', 'static.value': 'fixed' },
  { type: `${transforms}.InsertField$Value`, 'timestamp.field': 'b' },
  { type: `${transforms}.ReplaceField$Value`, renames: 'a:b' },
  { type: `${transforms}.ExtractField$Value`, field: 'a' },
  { type: `${transforms}.ExtractField$Value`, field: 'b' },
  { type: `${transforms}.RegexRouter`, regex: '.*', replacement: 'elsewhere' },
  { type: 'com.example.Append$Value', text: '!' },
]

const stepOf = (step: Properties, i: number, predicate: string | null): Properties => ({
  ...Object.fromEntries(Object.entries(step).map(([key, value]) => [`transforms.s${i}.${key}`, value])),
  ...(predicate !== null && { [`transforms.s${i}.predicate`]: predicate }),
})

const predicates = {
  predicates: 'here,value',
  'predicates.here.type': `${transforms}.predicates.TopicNameMatches`,
  'predicates.here.pattern': 'elsewhere',
  'predicates.value.type': 'com.example.ValueIs',
  'predicates.value.value': 'b',
}

const step = fc.tuple(
  fc.constantFrom(...steps),
  fc.option(fc.constantFrom('here', 'value'), { freq: 4, nil: null }),
)

/** The properties of a chain, most of which make a struct first, since few steps take a text. */
export const chains: fc.Arbitrary<Properties> = fc
  .tuple(fc.boolean(), fc.array(step, { maxLength: 4 }))
  .map(([wraps, drawn]) => {
    const chain = [...(wraps ? [[steps[0] ?? {}, null] as const] : []), ...drawn]
    const names = chain.map((_, i) => `s${i}`).join()
    return Object.assign({ transforms: names, ...predicates }, ...chain.map(([s, p], i) => stepOf(s, i, p)))
  })
