import type { AvroAnswer, AvroCase } from './avro-peer.ts'

/** Without defaults of structs, arrays and maps. */
const withoutDefaults = ({ datum }: AvroAnswer): string =>
  JSON.stringify(datum, (name, value) =>
    name === 'default' && Array.isArray(value) && /^(struct|array|map)$/.test(value[0]) ? undefined : value,
  )

const numbers = (text: string) =>
  text.replace(/"(-?\d[\d.]*([eE]-?\d+)?)"/g, (_, digits) => `"${Number(digits)}"`)

const isDatum = (asked: AvroCase) => 'datum' in asked

interface Exemption {
  readonly reason: string
  holds(asked: AvroCase, there: AvroAnswer, here: AvroAnswer): boolean
}

const fails = (answer: AvroAnswer, text: string) =>
  answer.failed !== undefined && (answer.message ?? '').includes(text)

/** What differs on purpose, or because of what the two programs are tested with. */
const exemptions: readonly Exemption[] = [
  {
    reason: 'half a surrogate pair becomes a question mark there',
    holds: (asked, _there, here) =>
      fails(here, 'unpaired surrogate') || (isDatum(asked) && /\\ud[89a-f]/.test(here.schema ?? '')),
  },
  {
    reason: 'one name for two types: there the first is referred to in some places',
    holds: (asked, _there, here) =>
      fails(here, "Can't redefine: ") || (isDatum(asked) && hasNameOfTwo(asked.datum.schema)),
  },
  {
    reason: 'schemaless bytes are not written there',
    holds: (_asked, there) => fails(there, 'Unknown Java type for schemaless data: class [B'),
  },
  {
    reason: 'a struct in a default that the tests make with another schema',
    holds: (_asked, there) => fails(there, 'Mismatching struct schema'),
  },
  {
    reason: 'a default that is no number is read as 0 there',
    holds: (_asked, there, here) => /default":[^,]*"(NaN|-?Infinity)"/.test(`${here.schema} ${there.schema}`),
  },
  {
    reason: 'the default of a struct whose fields may be null is lost there, or null in these fields',
    holds: (_asked, there, here) =>
      there.datum !== undefined &&
      here.datum !== undefined &&
      numbers(withoutDefaults(there)) === numbers(withoutDefaults(here)),
  },
  {
    reason: 'more digits than needed for some floats, on Java before 19',
    holds: (_asked, there, here) =>
      withoutFloats(there.schema) === withoutFloats(here.schema) && there.schema !== here.schema,
  },
]

/** Whether a name stands for schemas with other versions or docs; the text of the second is a reference to the first. */
const hasNameOfTwo = (schema: unknown): boolean => {
  const named = new Map<string, string>()
  let found = false
  JSON.stringify(schema, (key, value) => {
    if (key === 'default') return undefined
    if (value?.type !== 'struct' || typeof value.name !== 'string') return value
    const { name, version, doc, parameters } = value
    const text = JSON.stringify([version, doc, parameters])
    found ||= (named.get(name) ?? text) !== text
    named.set(name, text)
    return value
  })
  return found
}

/** Texts of schemas are equal up to how JSON escapes control characters. */
export const lowerEscapes = (schema: string) => schema.replace(/\\u[0-9A-F]{4}/g, code => code.toLowerCase())

const withoutFloats = (schema = '') =>
  lowerEscapes(schema).replace(/-?\d+\.\d+(E-?\d+)?/g, text => String(Math.fround(Number(text))))

export const exemptionOf = (asked: AvroCase, there: AvroAnswer, here: AvroAnswer): string | undefined =>
  exemptions.find(each => each.holds(asked, there, here))?.reason
