import { ConnectError } from './errors.ts'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Text of UTF-8 bytes; `DATA` when they are not UTF-8, for a replacement character would change the value. */
export const decodeUtf8 = (bytes: Uint8Array): string => {
  try {
    return decoder.decode(bytes)
  } catch (cause) {
    throw new ConnectError(
      'DATA',
      `${bytes.length} bytes are not UTF-8 text; ByteArrayConverter takes any bytes`,
      {
        cause,
      },
    )
  }
}

/** UTF-8 bytes of a text; `DATA` when it has half a surrogate pair, which UTF-8 cannot hold. */
export const encodeUtf8 = (text: string): Uint8Array => {
  if (!text.isWellFormed())
    throw new ConnectError(
      'DATA',
      `Text with an unpaired surrogate has no UTF-8 form: ${JSON.stringify(text)}`,
    )
  return Buffer.from(text)
}
