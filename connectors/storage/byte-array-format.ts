import { ConnectError } from '../sdk/errors.ts'
import type { Format } from './format.ts'

const asBuffer = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)

/** Values as the bytes they are; text as UTF-8. */
export const byteArrayFormat = (separator: string): Format => ({
  contentType: 'application/octet-stream',
  terminator: Buffer.from(separator),
  encode: (_topic, { value }) => {
    if (value instanceof Uint8Array) return asBuffer(value)
    if (typeof value === 'string') return Buffer.from(value)
    const got = value?.constructor?.name ?? typeof value
    throw new ConnectError('DATA', `ByteArrayFormat takes bytes or text, got a value of type ${got}`)
  },
})
