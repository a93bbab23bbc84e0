import { bytesWritten, type Deviation, dataError, expectedError, refused } from './deviation.ts'
import { headerDeviations } from './header-deviations.ts'
import { jsonDeviations } from './json-deviations.ts'
import { isObjectNode } from './vector.ts'

const text = { folder: 'converters', classes: ['StringConverter'] } as const

/** What stands between the commas and braces of a text, in one order. */
const entriesOf = (written: string): readonly string[] => written.split(/,\s*|[{}]/).sort()

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((entry, i) => entry === b[i])

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
  {
    folder: 'converters',
    classes: ['ShortConverter', 'IntegerConverter', 'FloatConverter'],
    row: 'Short, Integer, Float: a number without a schema',
    gives: (vector, outcome) => {
      const isPlain =
        vector.kind === 'converter' && isObjectNode(vector.input) && vector.input.schema === null
      const message = String(expectedError(vector)?.message)
      return (
        isPlain && bytesWritten(outcome) !== undefined && /was class java.lang.(Long|Double)/.test(message)
      )
    },
  },
  {
    folder: 'converters',
    classes: ['StringConverter', 'SimpleHeaderConverter'],
    row: 'String, SimpleHeader: entries of a map',
    gives: ({ expect }, outcome) => {
      const [given, expected] = [bytesWritten(outcome), isObjectNode(expect) ? expect.utf8 : undefined]
      if (given === undefined || typeof expected !== 'string' || !given.includes('{')) return false
      return given.length === expected.length && sameList(entriesOf(given), entriesOf(expected))
    },
  },
  { ...text, row: 'String: bytes', gives: refused(/^Bytes have no text form/) },
  {
    ...text,
    row: 'String: bytes that are not of the encoding, text that it cannot hold',
    gives: refused(/( are not .* text(;.*)?|unpaired surrogate.*|cannot hold the text .*)$/s),
  },
]
