import { ConnectError, messageOf } from '../../connectors/sdk/errors.ts'
import { parseJson } from '../../connectors/sdk/json.ts'
import type { Value } from '../../connectors/sdk/value.ts'
import type { ApiEvent } from './api-event.ts'

/** Bytes of a request's body. */
const maxBody = 1024 * 1024

const readable = [
  'application/json',
  'text/plain',
  'text/x-java-properties',
  'application/x-www-form-urlencoded',
  'application/octet-stream',
]

const mediaType = (event: ApiEvent): string | undefined =>
  event.headers['content-type']?.split(';')[0]?.trim().toLowerCase() || undefined

const malformed = (message: string, cause?: unknown) =>
  new ConnectError('INVALID_REQUEST', message, { cause })

const bodyText = (event: ApiEvent): string => {
  const type = mediaType(event)
  if (type !== undefined && !readable.includes(type))
    throw new ConnectError(
      'UNSUPPORTED_MEDIA',
      `HTTP 415 Unsupported Media Type: got ${type}, allowed are ${readable.join(', ')}`,
    )
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8')
  if (bytes.length > maxBody)
    throw malformed(`The body has ${bytes.length} bytes, at most ${maxBody} are allowed`)
  return bytes.toString('utf8').replace(/^\ufeff/, '')
}

export type JsonObject = Readonly<Record<string, Value>>

/** What a client sent: a JSON object whose numbers are the texts they were, or a text that is no JSON. */
export type Body = { readonly json: JsonObject } | { readonly text: string }

const jsonObject = (text: string): JsonObject | undefined => {
  try {
    const value = parseJson(text, digits => digits)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  } catch (error) {
    if (!/^\s*[{[]/.test(text)) return undefined
    throw malformed(messageOf(error), error)
  }
  throw malformed('The body must be a JSON object or properties')
}

export const readBody = (event: ApiEvent): Body => {
  const text = bodyText(event)
  if (text.trim() === '') throw malformed('The body is empty, it must be a JSON object or properties')
  const json = jsonObject(text)
  return json === undefined ? { text } : { json }
}
