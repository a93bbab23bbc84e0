import { isUtf8 } from 'node:buffer'
import { ConnectError, messageOf } from '../../connectors/sdk/errors.ts'
import { type NumberReader, parseJson } from '../../connectors/sdk/json.ts'
import type { Value } from '../../connectors/sdk/value.ts'
import type { ApiEvent } from './api-event.ts'

/** Bytes of a request's body. */
const maxBody = 1024 * 1024

/** Types that properties may have; that of JSON is one of them too. */
export const propertiesTypes = [
  'text/plain',
  'text/x-java-properties',
  'application/x-www-form-urlencoded',
  'application/octet-stream',
] as const

const readable: readonly string[] = ['application/json', ...propertiesTypes]

const mediaType = (event: ApiEvent): string | undefined =>
  event.headers['content-type']?.split(';')[0]?.trim().toLowerCase() || undefined

const malformed = (message: string, cause?: unknown) =>
  new ConnectError('INVALID_REQUEST', message, { cause })

const checkType = (event: ApiEvent): void => {
  const type = mediaType(event)
  if (type !== undefined && !readable.includes(type))
    throw new ConnectError(
      'UNSUPPORTED_MEDIA',
      `HTTP 415 Unsupported Media Type: got ${type}, allowed are ${readable.join(', ')}`,
    )
}

const bodyBytes = (event: ApiEvent): Buffer => {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8')
  if (bytes.length <= maxBody) return bytes
  throw new ConnectError('TOO_LARGE', `The body has ${bytes.length} bytes, at most ${maxBody} are allowed`)
}

export type JsonObject = Readonly<Record<string, Value>>

/** What a client sent: a JSON object whose numbers are the texts they were, or a text that is no JSON. */
export type Body = { readonly json: JsonObject } | { readonly text: string }

/** Without the piece of the body that the parser's own text shows: there may be a secret in it. */
const withoutBody = (message: string) =>
  message.replace(/(Unexpected token .+?), [\s\S]* is not valid JSON/, '$1')

const looksLikeJson = (text: string) => /^\s*[{[]/.test(text)

/** Half of a pair of surrogates is no character: nothing could store it as it is. */
const isWellFormed = (value: Value): boolean => {
  if (typeof value === 'string') return value.isWellFormed()
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([name, inner]) => name.isWellFormed() && isWellFormed(inner))
}

const jsonObject = (text: string, number?: NumberReader): JsonObject | undefined => {
  let value: Value
  try {
    value = parseJson(text, number)
  } catch (error) {
    if (!looksLikeJson(text)) return undefined
    throw malformed(withoutBody(messageOf(error)), error)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw malformed('The body must be a JSON object or properties')
  if (!isWellFormed(value)) throw malformed('The body has half a pair of surrogates, which is no character')
  return value as JsonObject
}

/** JSON is UTF-8. Properties are that too, or Latin-1, Java's own choice, where they are not valid UTF-8. */
const bodyText = (event: ApiEvent): string => {
  checkType(event)
  const bytes = bodyBytes(event)
  const text = bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1').replace(/^\ufeff/, '')
  if (text.trim() === '') throw malformed('The body is empty, it must be a JSON object or properties')
  if (looksLikeJson(text) && !isUtf8(bytes)) throw malformed('The body is JSON, but not in UTF-8')
  return text
}

export const readBody = (event: ApiEvent): Body => {
  const text = bodyText(event)
  const json = jsonObject(text, digits => digits)
  return json === undefined ? { text } : { json }
}

/** A JSON object with its numbers as numbers, int64 in full. */
export const readExactJson = (event: ApiEvent): JsonObject => {
  const json = jsonObject(bodyText(event))
  if (json === undefined) throw malformed('The body must be a JSON object')
  return json
}
