import { ConnectError, messageOf } from '../../sdk/errors.ts'
import { type SimpleDateFormat, simpleDateFormat } from '../simple-date-format.ts'
import { noFormat, type TimestampType } from './kinds.ts'

const refuse = (problem: string): never => {
  throw new ConnectError('INVALID_CONFIG', problem)
}

const parseFormat = (pattern: string): SimpleDateFormat => {
  try {
    return simpleDateFormat(pattern)
  } catch (error) {
    return refuse(
      `Invalid value java.lang.IllegalArgumentException: ${messageOf(error)} for configuration TimestampConverter requires a SimpleDateFormat-compatible pattern for string timestamps: ${pattern}`,
    )
  }
}

/** The configured pattern; `undefined`: there is none. Throws `INVALID_CONFIG` for one that cannot do what it is needed for. */
export const configuredFormat = (pattern: string, type: TimestampType): SimpleDateFormat | undefined => {
  if (pattern.trim() === '') return type === 'string' ? refuse(noFormat) : undefined
  const format = parseFormat(pattern)
  if (type !== 'string' && format.unreadable !== undefined)
    return refuse(
      `Invalid value ${pattern} for configuration format: Texts cannot be read by a pattern with ${format.unreadable}, only written`,
    )
  return format
}
