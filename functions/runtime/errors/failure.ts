import { ConnectError, messageOf, traceOf } from '../../../connectors/sdk/errors.ts'
import type { Part } from '../conversion.ts'

/** What failed with a record. */
export interface Failure {
  readonly part: Part
  readonly error: Error
}

const errorClasses = 'org.apache.kafka.connect.errors'

/** The class by which tools for Kafka Connect know such an error; other errors are of no class there. */
const classOf = (error: unknown): string => {
  if (!(error instanceof ConnectError)) return error instanceof Error ? error.name : 'Error'
  if (error.code === 'DATA') return `${errorClasses}.DataException`
  return `${errorClasses}.${error.retriable ? 'RetriableException' : 'ConnectException'}`
}

/** Where a record is, in the terms of its connector. */
interface Origin {
  readonly topic: string
  readonly partition: string | number
  readonly offset: string | number
}

/** Name of a header of dead letters, of Kafka Connect's. */
export const errorHeader = (name: string): string => `__connect.errors.${name}`
/** How often a letter was sent back through its connector before it failed again. */
export const redrivesHeader = errorHeader('redrives')

interface Context extends Failure {
  readonly connector: string
  readonly task: number
  readonly origin: Origin
  readonly hide: (text: string) => string
  /** how often it was sent back; absent: it was not */
  readonly redrives?: number | undefined
}

/** The headers of a dead letter: Kafka Connect's, in its order. */
export const contextHeaders = ({ connector, task, part, error, origin, hide, redrives }: Context) => {
  const context = {
    topic: origin.topic,
    partition: origin.partition,
    offset: origin.offset,
    'connector.name': connector,
    'task.id': task,
    stage: part.stage,
    'class.name': part.className,
    'exception.class.name': classOf(error),
    'exception.message': hide(messageOf(error)),
    'exception.stacktrace': hide(traceOf(error)),
    ...(redrives !== undefined && { redrives }),
  }
  return Object.entries(context).map(([name, value]) => ({
    key: errorHeader(name),
    value: Buffer.from(String(value)),
  }))
}
