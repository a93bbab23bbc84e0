import type { Converter } from '../sdk/converter.ts'
import { ConnectError, messageOf } from '../sdk/errors.ts'
import type { ConverterParts } from './converter-parts.ts'
import type { RegistryReader } from './registry-format.ts'

type Decode = ReturnType<RegistryReader['decoder']>

const MAGIC = 0
/** magic byte and id */
const PREFIX = 5
// ids are not many, but what is not a message may look like any
const MAX_DECODERS = 1000

const notFramed = (name: string, bytes: Uint8Array): ConnectError =>
  new ConnectError(
    'DATA',
    bytes[0] === MAGIC || bytes.length === 0
      ? `Not ${name} of a schema registry: ${bytes.length} bytes, at least ${PREFIX} are needed`
      : `Unknown magic byte! Got ${bytes[0]}, ${name} of a schema registry begins with ${MAGIC} and the schema's id`,
  )

const idOf = (bytes: Uint8Array): number =>
  ((bytes[1] ?? 0) << 24) | ((bytes[2] ?? 0) << 16) | ((bytes[3] ?? 0) << 8) | (bytes[4] ?? 0)

const failed = ({ format }: ConverterParts, id: number, error: unknown): unknown =>
  error instanceof ConnectError && error.code === 'DATA'
    ? new ConnectError(
        'DATA',
        `Error deserializing ${format.name} message for id ${id}: ${messageOf(error)}`,
        {
          cause: error.cause,
        },
      )
    : error

/** Makes decoders by topic and id; the topic decides of which subject a schema's version is told. */
const decoders = ({ format, registry, subjectOf, usesRecordName, isKey }: ConverterParts) => {
  const readers = new Map<number, RegistryReader>()
  const readerOf = (id: number, subject: string | undefined): RegistryReader => {
    const known = readers.get(id)
    if (known !== undefined) return known
    const registered = registry.byId(id, subject)
    if (registered.schemaType !== format.type)
      throw new ConnectError('DATA', `Schema ${id} is ${registered.schemaType}, not ${format.type}`)
    const reader = format.reader(registered)
    if (readers.size >= MAX_DECODERS) readers.clear()
    readers.set(id, reader)
    return reader
  }
  return (topic: string, id: number): Decode => {
    const own = usesRecordName ? undefined : subjectOf({ topic, isKey, recordName: undefined })
    const reader = readerOf(id, own)
    const { recordName } = reader
    const subject = own ?? (recordName && subjectOf({ topic, isKey, recordName }))
    return reader.decoder(subject === undefined ? undefined : registry.versionOf(id, subject))
  }
}

/** The bytes of a format behind the id of their schema as Connect data. */
export const deserializer = (parts: ConverterParts): Converter['toConnect'] => {
  const makeDecoder = decoders(parts)
  const topics = new Map<string, Map<number, Decode>>()
  const decoderFor = (topic: string, id: number): Decode => {
    const ofTopic = topics.get(topic) ?? new Map<number, Decode>()
    topics.set(topic, ofTopic)
    const known = ofTopic.get(id)
    if (known !== undefined) return known
    const made = makeDecoder(topic, id)
    if (ofTopic.size >= MAX_DECODERS) ofTopic.clear()
    ofTopic.set(id, made)
    return made
  }
  return (topic, bytes) => {
    if (bytes === null) return { schema: undefined, value: null }
    if (bytes[0] !== MAGIC || bytes.length < PREFIX) throw notFramed(parts.format.name, bytes)
    const id = idOf(bytes)
    const decode = decoderFor(topic, id)
    try {
      return decode(bytes, PREFIX)
    } catch (error) {
      throw failed(parts, id, error)
    }
  }
}
