import type { Flags } from './syntax.ts'

const single = '\\n\\r\\u{85}\\u{2028}\\u{2029}'

export const atStart = '(?<![^])'
export const textEnd = '(?![^])'

/** One code point: any, or any that ends no line. */
export const dot = ({ dotAll, unixLines }: Flags): string =>
  dotAll ? '[^]' : `[^${unixLines ? '\\n' : single}]`

/** At the end, or before the line terminator there. */
export const atEnd = ({ unixLines }: Flags): string =>
  unixLines ? `(?=\\n?${textEnd})` : `(?=(?:\\r\\n|[\\r\\u{85}\\u{2028}\\u{2029}]|(?<!\\r)\\n)?${textEnd})`

/** At the end, or before any line terminator; not within CR LF. */
export const atLineEnd = ({ unixLines }: Flags): string =>
  unixLines ? `(?=\\n|${textEnd})` : `(?=[\\r\\u{85}\\u{2028}\\u{2029}]|(?<!\\r)\\n|${textEnd})`

/** At the start, or after a line terminator; not at the end, and so nowhere in an empty text. */
export const atLineStart = ({ unixLines }: Flags): string =>
  unixLines ? `(?<![^\\n])(?=[^])` : `(?<![^${single}])(?<!\\r(?=\\n))(?=[^])`
