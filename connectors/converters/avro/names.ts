import { ConnectError } from '../../sdk/errors.ts'

export const NAMESPACE = 'io.confluent.connect.avro'
export const DEFAULT_NAME = `${NAMESPACE}.ConnectDefault`
export const MAP_ENTRY = 'MapEntry'
export const UNION = `${NAMESPACE}.Union`
export const ENUM = `${NAMESPACE}.Enum`
export const ANYTHING = `${NAMESPACE}.Anything`
export const GENERALIZED_UNION = 'org.apache.kafka.connect.data.Union'
export const GENERALIZED_ENUM = 'org.apache.kafka.connect.data.Enum'
export const RECORD_DOC = `${NAMESPACE}.record.doc`
export const FIELD_DOC = `${NAMESPACE}.field.doc.`
export const FIELD_DEFAULT = `${NAMESPACE}.field.default`
export const ENUM_DOC = `${NAMESPACE}.enum.doc.`
export const ENUM_DEFAULT = `${NAMESPACE}.enum.default.`
export const CONNECT_RECORD_DOC = 'connect.record.doc'
export const CONNECT_ENUM_DOC = 'connect.enum.doc'
export const FIXED_SIZE = 'connect.fixed.size'
export const PRECISION = 'connect.decimal.precision'
export const DEFAULT_PRECISION = 64

export interface AvroName {
  readonly namespace: string | undefined
  readonly name: string
}

export const fullName = ({ namespace, name }: AvroName): string =>
  namespace === undefined || namespace === '' ? name : `${namespace}.${name}`

export const splitName = (full: string): AvroName => {
  const dot = full.lastIndexOf('.')
  return dot < 0
    ? { namespace: undefined, name: full }
    : { namespace: full.slice(0, dot), name: full.slice(dot + 1) }
}

/** As Java's URLEncoder does it. */
const urlEncoded = (text: string) =>
  encodeURIComponent(text.toWellFormed())
    .replace(/%20/g, '+')
    .replace(/[!'()~]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)

/** A name that Avro allows: what it does not is replaced by `_`, after an encoding as in URLs. */
export const scrubName = (name: string): string => {
  if (name === '' || /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return name
  const encoded = urlEncoded(name)
  return (/^\d/.test(encoded) ? `x${encoded}` : encoded).replace(/[^A-Za-z0-9_]/g, '_')
}

export const scrubFullName = (full: string): string => full.split('.').map(scrubName).join('.')

const nameStart = /^[\p{L}_]/u
const nameRest = /^[\p{L}\p{Nd}_]*$/u

/** Throws `DATA` with the text of Avro for Java, which allows letters and digits of any script. */
export const checkName = (name: string): string => {
  if (name === '') throw new ConnectError('DATA', 'Empty name')
  if (!nameStart.test(name)) throw new ConnectError('DATA', `Illegal initial character: ${name}`)
  if (!nameRest.test(name)) throw new ConnectError('DATA', `Illegal character in: ${name}`)
  return name
}
