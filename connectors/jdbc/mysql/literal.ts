import { ConnectError } from '../../sdk/errors.ts'

const special = /['\\]/
const specials = /['\\]/g

/** A string literal; the session has backslashes as escapes. Text that UTF-8 cannot hold is refused. */
export const textLiteral = (text: string): string => {
  if (!text.isWellFormed())
    throw new ConnectError('DATA', 'A text has half of a surrogate pair, which UTF-8 cannot hold')
  if (!special.test(text)) return `'${text}'`
  return `'${text.replace(specials, '$&$&')}'`
}

export const bytesLiteral = (bytes: Uint8Array): string =>
  `x'${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}'`

/** Always of type DOUBLE: without an exponent it would be a decimal. */
export const doubleLiteral = (value: number): string => {
  if (!Number.isFinite(value))
    throw new ConnectError('DATA', `${value} cannot be stored: MySQL has neither infinity nor NaN`)
  if (Object.is(value, -0)) return '-0e0'
  const text = String(value)
  return text.includes('e') ? text : `${text}e0`
}

const literalOf = (value: unknown): string => {
  if (value === null || value === undefined) return 'NULL'
  if (typeof value === 'string') return textLiteral(value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : doubleLiteral(value)
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (value instanceof Uint8Array) return bytesLiteral(value)
  throw new ConnectError('FATAL', `A parameter of type ${typeof value} cannot be bound`)
}

/** Strings, quoted names and comments, which may have question marks in them, and parameters. */
const parts =
  /'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*"|`(?:[^`]|``)*`|--[ \t][^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/|\?/g

/** The statement with its parameters in place of the question marks, exact whatever their type. */
export const bound = (sql: string, params: readonly unknown[] | undefined): string => {
  if (params === undefined || params.length === 0) return sql
  let next = 0
  return sql.replace(parts, part => (part === '?' ? literalOf(params[next++]) : part))
}
