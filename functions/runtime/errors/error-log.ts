import { traceOf } from '../../../connectors/sdk/errors.ts'
import type { Counts } from '../meter.ts'
import type { Log, Subject } from '../ports/log.ts'
import type { ErrorPolicy } from './error-policy.ts'
import type { Failure } from './failure.ts'

/** The log of records that fail, by `errors.log.*`. */
export interface ErrorLog {
  /** `record`: the record, in Kafka Connect's words */
  add(failure: Failure, record: () => string): void
  /** Tells how many lines there would have been more. */
  end(): void
}

/** Lines of one slice: what is wrong with a million records is in the first ones. */
const most = 100

interface Parts {
  readonly log: Log
  readonly policy: Pick<ErrorPolicy, 'log' | 'hide'>
  readonly subject: Subject & { readonly connector: string; readonly task: number }
  readonly meter: Pick<Counts, 'add'>
}

export const createErrorLog = ({ log, policy, subject, meter }: Parts): ErrorLog => {
  const { hide } = policy
  const id = `${subject.connector}-${subject.task}`
  let lines = 0

  const line = ({ part: { stage, className } }: Failure, record: () => string) => {
    const which = policy.log.records ? `, where ${record()}` : ''
    return `Error encountered in task ${id}. Executing stage '${stage}' with class '${className}'${which}.`
  }

  return {
    add: (failure, record) => {
      if (!policy.log.enabled) return
      lines++
      if (lines > most) return
      meter.add('total-errors-logged', 1)
      const message = hide(line(failure, record))
      void log({ level: 'ERROR', message, trace: hide(traceOf(failure.error)), ...subject })
    },
    end: () => {
      if (lines <= most) return
      const message = `${lines - most} more errors of records in task ${id} are not logged: a run logs ${most}`
      void log({ level: 'ERROR', message, ...subject })
    },
  }
}
