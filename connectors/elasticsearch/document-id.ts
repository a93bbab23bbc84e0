import { headerText } from '../converters/header/header-text.ts'
import { ConnectError } from '../sdk/errors.ts'
import { javaClassOf } from '../sdk/java-class.ts'
import type { Datum, SinkRecord } from '../sdk/record.ts'
import { typeName } from '../sdk/type-name.ts'
import { Decimal, Float64, type Value } from '../sdk/value.ts'
import type { ResourceSettings } from './contract.ts'

type Peer = ResourceSettings['peer']

/** Longer ones are refused by servers together with all of their request. */
const MAX_ID_BYTES = 512

const fail = (message: string): never => {
  throw new ConnectError('DATA', message)
}

/** Of a key that no id can be made of. */
const failKey = (message: string): never =>
  fail(`${message} Make another key by a transformation, or ids of offsets by key.ignore=true.`)

const schemalessType = (value: Exclude<Value, null>): string => {
  if (value instanceof Decimal || value instanceof Date)
    return fail(`Java class class ${javaClassOf(undefined, value)} does not have corresponding schema type.`)
  if (value instanceof Float64) return 'FLOAT64'
  if (value instanceof Uint8Array) return 'BYTES'
  if (typeof value === 'object') return Array.isArray(value) ? 'ARRAY' : 'MAP'
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'INT64' : 'FLOAT64'
  return typeof value === 'bigint' ? 'INT64' : typeof value === 'boolean' ? 'BOOLEAN' : 'STRING'
}

const refusals: Readonly<Record<Peer, (type: string) => never>> = {
  elasticsearch: type => failKey(`${type} is not supported as the document id.`),
  opensearch: type =>
    failKey(
      `${type} type is not supported. Supported are: [Schema{INT8}, Schema{INT16}, Schema{INT32}, Schema{INT64}, Schema{STRING}].`,
    ),
}

/** An id that servers take: text that has a UTF-8 form, neither empty nor too long. */
const checked = (id: string): string => {
  if (id === '') failKey('Key is used as document id and can not be empty.')
  if (!id.isWellFormed())
    failKey(`Text with an unpaired surrogate is not supported as the document id: ${JSON.stringify(id)}.`)
  const bytes = id.length * 3 > MAX_ID_BYTES ? Buffer.byteLength(id) : 0
  return bytes > MAX_ID_BYTES
    ? failKey(`id is too long, must be no longer than ${MAX_ID_BYTES} bytes but was: ${bytes}.`)
    : id
}

/** A record's key as the id of its document. */
export const keyId = (peer: Peer, { schema, value }: Datum): string => {
  if (typeof value === 'string') return checked(value)
  if (value === null) return fail('Key is used as document id and can not be null.')
  const type = schema === undefined ? schemalessType(value) : typeName(schema)
  if (typeof value === 'number' || typeof value === 'bigint')
    return type.startsWith('INT') ? String(value) : refusals[peer](type)
  // a date's class is said, for its INT32 would be supported
  return refusals[peer](value instanceof Date ? (schema?.name ?? type) : type)
}

/** Where a record came from as the id of its document; the topic is the one that it had before transformations. */
export const offsetId = ({ original: { topic, partition, offset } }: SinkRecord): string =>
  checked(`${topic}+${partition}+${offset}`)

const place = ({ topic, kafkaPartition, offset }: SinkRecord) =>
  `record from topic=${topic} partition=${kafkaPartition} offset=${offset}`

const MAX_VERSION = 2n ** 63n - 1n

/** The last header of that name as the version of a record's document, in digits. */
export const headerVersion = (name: string, record: SinkRecord): string => {
  const header = record.headers.findLast(({ key }) => key === name)
  if (header === undefined || header.value === null)
    return fail(`External version header '${name}' is missing for ${place(record)}`)
  const text = headerText(header.schema, header.value)
  if (!/^[+-]?\d+$/.test(text) || BigInt(text) > MAX_VERSION)
    return fail(`Error converting external version header '${name}' to long for ${place(record)}`)
  const version = BigInt(text)
  return version < 0n
    ? fail(`External version header '${name}' is negative for ${place(record)}; versions are 0 or more`)
    : String(version)
}
