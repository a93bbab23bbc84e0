import { type Deviation, dataError, expectedError, refused } from './deviation.ts'
import { headerDeviations } from './header-deviations.ts'
import { jsonDeviations } from './json-deviations.ts'

const text = { folder: 'converters', classes: ['StringConverter'] } as const

/** The rows of connectors/converters/README.md that a vector may show. */
export const converterDeviations: readonly Deviation[] = [
  {
    folder: 'converters',
    row: "Errors have Kafka Connect's text, followed by the field's path where there is one",
    gives: (vector, outcome) => {
      const [message, given] = [expectedError(vector)?.message, dataError(outcome)]
      return (
        typeof message === 'string' &&
        given !== undefined &&
        /^ \(field [^)]+\)$/.test(given.slice(message.length)) &&
        given.startsWith(message)
      )
    },
  },
  ...jsonDeviations,
  ...headerDeviations,
  { ...text, row: 'String: bytes', gives: refused(/^Bytes have no text form/) },
  {
    ...text,
    row: 'String: bytes that are not of the encoding, text that it cannot hold',
    gives: refused(/( are not .* text(;.*)?|unpaired surrogate.*|cannot hold the text .*)$/s),
  },
]
