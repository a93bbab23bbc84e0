import { Pending } from '../../connectors/sdk/converter.ts'
import { ConnectError, messageOf } from '../../connectors/sdk/errors.ts'
import { fieldOf } from '../../connectors/sdk/field-error.ts'
import type { Part } from './conversion.ts'
import { isPassing } from './errors/error-policy.ts'
import type { Failure } from './errors/failure.ts'

const withField = (error: unknown): string => {
  const field = fieldOf(error)
  return field === undefined ? messageOf(error) : `${messageOf(error)} (field ${field})`
}

const verbs: Partial<Record<Part['stage'], string>> = {
  TRANSFORMATION: 'transformed',
  KAFKA_PRODUCE: 'produced',
}

/** A record cannot be converted, transformed or produced: it is to blame, unless the cause may pass. */
export class RecordError extends ConnectError {
  readonly part: Part

  constructor(part: Part, place: string, cause: unknown) {
    const { stage, className } = part
    const done = verbs[stage] ?? 'converted'
    super(
      isPassing(cause) ? cause.code : 'DATA',
      `A record cannot be ${done} (${place}, stage ${stage}, class ${className}): ${withField(cause)}`,
      { cause, retriable: isPassing(cause) },
    )
    this.part = part
  }
}

/** What failed with a record, without the place. */
export const failureOf = (error: RecordError): Failure => ({
  part: error.part,
  error: error.cause instanceof Error ? error.cause : error,
})

const isRecords = (error: unknown): boolean =>
  error instanceof ConnectError && (error.retriable || error.code === 'DATA')

/** What a plugin threw, as the record's; what no other record would fare better with is left as it is. */
export const blame = (part: Part, place: string, error: unknown): unknown =>
  isRecords(error) || !(error instanceof ConnectError) ? new RecordError(part, place, error) : error

/** The same of a converter. When what it has to look up cannot be, the record is only to blame if that says so. */
export const blameConversion = (part: Part, place: string, error: unknown): unknown => {
  if (!(error instanceof Pending)) return blame(part, place, error)
  const looked = error.ready.catch(reason => {
    throw isRecords(reason) ? blame(part, place, reason) : reason
  })
  return new Pending(looked)
}
