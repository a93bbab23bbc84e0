import { ConnectError } from '../../sdk/errors.ts'
import { logicalNames, type Schema } from '../../sdk/schema.ts'
import type { Value } from '../../sdk/value.ts'

const DAY = 86_400_000

const daysOf = (time: number): number => {
  if (time % DAY !== 0)
    throw new ConnectError(
      'DATA',
      'Kafka Connect Date type should not have any time fields set to non-zero values.',
    )
  return time / DAY
}

const timeOfDay = (time: number): number => {
  if (time < 0 || time > DAY)
    throw new ConnectError(
      'DATA',
      'Kafka Connect Time type should not have any date fields set to non-zero values.',
    )
  return time
}

const encoders: ReadonlyMap<string | undefined, (time: number) => number> = new Map([
  [logicalNames.Date, daysOf],
  [logicalNames.Time, timeOfDay],
  [logicalNames.Timestamp, (time: number) => time],
])

/** A date as the number that stands for it. */
export const encodeLogical = ({ name }: Schema, value: Value): Value =>
  value instanceof Date ? (encoders.get(name)?.(value.getTime()) ?? value) : value
