import { Pending } from '../../connectors/sdk/converter.ts'
import { ConnectError, messageOf } from '../../connectors/sdk/errors.ts'
import { fieldOf } from '../../connectors/sdk/field-error.ts'
import type { Part } from './conversion.ts'

const withField = (error: unknown): string => {
  const field = fieldOf(error)
  return field === undefined ? messageOf(error) : `${messageOf(error)} (field ${field})`
}

/** A record is to blame: it cannot be converted or transformed. */
export class RecordError extends ConnectError {
  readonly part: Part

  constructor(part: Part, place: string, cause: unknown) {
    const { stage, className } = part
    const done = stage === 'TRANSFORMATION' ? 'transformed' : 'converted'
    super(
      'DATA',
      `A record cannot be ${done} (${place}, stage ${stage}, class ${className}): ${withField(cause)}`,
      { cause },
    )
    this.part = part
  }
}

const isData = (error: unknown): boolean =>
  error instanceof ConnectError && error.code === 'DATA' && !error.retriable

/** What a plugin threw, as the record's fault; what no other record would fare better with is left as it is. */
export const blame = (part: Part, place: string, error: unknown): unknown =>
  isData(error) || !(error instanceof ConnectError) ? new RecordError(part, place, error) : error

/** The same of a converter. When what it has to look up cannot be, the record is only to blame if that says so. */
export const blameConversion = (part: Part, place: string, error: unknown): unknown => {
  if (!(error instanceof Pending)) return blame(part, place, error)
  const looked = error.ready.catch(reason => {
    throw isData(reason) ? blame(part, place, reason) : reason
  })
  return new Pending(looked)
}
