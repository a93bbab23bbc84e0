import { expect, test } from 'vitest'
import { type ConfigDef, parseConfig } from '../../connectors/sdk/config.ts'
import type { ConverterDefinition, HeaderConverterDefinition } from '../../connectors/sdk/converter.ts'
import { ConnectError } from '../../connectors/sdk/errors.ts'
import type { Datum } from '../../connectors/sdk/record.ts'
import { Float64 } from '../../connectors/sdk/value.ts'

/** A schema and a value as in the envelope of the JSON converter; `payload_java` when there is no such form. */
interface VectorDatum {
  readonly schema: unknown
  readonly payload?: unknown
  readonly payload_java?: string | null
  readonly java_type?: string
}
type VectorBytes = { readonly utf8: string } | { readonly base64: string } | null
interface VectorError {
  readonly error: { readonly type: string; readonly message: string }
}

/** What the peer makes of an input. */
export interface ConverterVector {
  readonly id: string
  readonly class: string
  readonly config: Readonly<Record<string, string>>
  readonly isKey: boolean
  readonly dir: 'from' | 'to'
  readonly input: VectorDatum | VectorBytes
  readonly expect: VectorDatum | VectorBytes | VectorError
  readonly match?: 'message-prefix' | 'error-type' | 'any-error'
}

type Definition = ConverterDefinition<ConfigDef> | HeaderConverterDefinition<ConfigDef>

interface Suite {
  readonly vectors: readonly ConverterVector[]
  readonly definitions: readonly Definition[]
  /** reads and writes the vectors' data */
  readonly json: ConverterDefinition<ConfigDef>
  /** by id, why we do otherwise */
  readonly deviations: Readonly<Record<string, string>>
}

const codes: Readonly<Record<string, string>> = { DataException: 'DATA', ConfigException: 'INVALID_CONFIG' }

const bytesOf = (bytes: VectorBytes): Uint8Array | null => {
  if (bytes === null) return null
  return 'utf8' in bytes ? Buffer.from(bytes.utf8) : Buffer.from(bytes.base64, 'base64')
}

const open = (definition: Definition, { config, isKey }: Pick<ConverterVector, 'config' | 'isKey'>) => {
  const options = parseConfig(definition.config, config)
  if (definition.type === 'converter') return definition.open(options, { isKey })
  const header = definition.open(options, { isKey })
  return {
    fromConnect: (topic: string, datum: Datum) => header.fromConnect(topic, 'header', datum),
    toConnect: (topic: string, bytes: Uint8Array | null) => header.toConnect(topic, 'header', bytes),
  }
}

const jsonOf = (json: ReturnType<typeof open>, datum: Datum): unknown => {
  const bytes = json.fromConnect('topic', datum)
  return bytes === null ? { schema: null, payload: null } : JSON.parse(Buffer.from(bytes).toString())
}

const expectError = (run: () => unknown, { expect: expected, match }: ConverterVector) => {
  const { type, message } = (expected as VectorError).error
  let thrown: unknown
  try {
    run()
  } catch (error) {
    thrown = error
  }
  expect(thrown).toBeInstanceOf(ConnectError)
  const error = thrown as ConnectError
  if (match !== 'any-error') expect(error.code).toBe(codes[type])
  if (match === 'message-prefix') expect(error.message.startsWith(message)).toBe(true)
  if (match === undefined) expect(error.message).toBe(message)
}

const expectDatum = (json: ReturnType<typeof open>, datum: Datum, expected: VectorDatum) => {
  const { java_type: type, payload_java: text, ...plain } = expected
  if (text === null) {
    expect(datum.value).toBeNull()
    return
  }
  expect(jsonOf(json, datum)).toEqual(plain)
  const { value } = datum
  if (type === 'Double')
    expect(value instanceof Float64 || (typeof value === 'number' && !Number.isInteger(value))).toBe(true)
}

const check = (vector: ConverterVector, { definitions, json: jsonDefinition }: Suite) => {
  const definition = definitions.find(({ classes }) => classes.includes(vector.class))
  if (definition === undefined) throw new Error(`No converter of class ${vector.class}`)
  const json = open(jsonDefinition, { config: { 'replace.null.with.default': 'false' }, isKey: false })
  const run = () => {
    const converter = open(definition, vector)
    if (vector.dir === 'to') return converter.toConnect('topic', bytesOf(vector.input as VectorBytes))
    return converter.fromConnect('topic', json.toConnect('topic', Buffer.from(JSON.stringify(vector.input))))
  }
  if (vector.expect !== null && 'error' in vector.expect) return expectError(run, vector)
  const result = run()
  if (vector.dir === 'to') return expectDatum(json, result as Datum, vector.expect as VectorDatum)
  const [bytes, expected] = [result as Uint8Array | null, bytesOf(vector.expect as VectorBytes)]
  expect(bytes && Buffer.from(bytes).toString()).toEqual(expected && Buffer.from(expected).toString())
  expect(bytes && Buffer.from(bytes)).toEqual(expected)
}

/** Each vector through the public converters; a deviation that is none any more fails. */
export const converterVectors = (suite: Suite): void => {
  for (const vector of suite.vectors) {
    const reason = suite.deviations[vector.id]
    const title = `${vector.id} ${JSON.stringify(vector.input)}`
    if (reason === undefined) test(title, () => check(vector, suite))
    else test(`${title}: not so, ${reason}`, () => expect(() => check(vector, suite)).toThrow())
  }
  test('deviations name vectors', () => {
    const ids = suite.vectors.map(({ id }) => id)
    expect(Object.keys(suite.deviations).filter(id => !ids.includes(id))).toEqual([])
  })
}
