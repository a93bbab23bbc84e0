import { ConnectError, traceOf } from '../../../connectors/sdk/errors.ts'
import type { Runtime } from '../runtime.ts'
import { type Status, taskKey } from '../state/items.ts'
import type { EventFeed } from './event-feed.ts'

/** In the place of what is said of restarts. */
const again = 'Its event source delivers the batch again until it is taken.'

/** Shows on the task how an event has fared, when that is not what it shows already. */
export const showOutcome = async (
  runtime: Pick<Runtime, 'table' | 'log' | 'host'>,
  { connector, task }: EventFeed,
  failure: unknown,
): Promise<void> => {
  // a run that was overtaken says nothing about the one that goes on
  if (task === undefined || isFenced(failure)) return
  const status: Status =
    failure === undefined ? { state: 'RUNNING' } : { state: 'FAILED', trace: `${traceOf(failure)}\n${again}` }
  if (status.state === task.status.state && headline(status) === headline(task.status)) return
  await runtime.table.write({
    kind: 'event-status',
    key: taskKey(connector.name, task.task),
    when: { generation: task.generation, epoch: task.epoch },
    set: { status },
  })
  if (status.state !== 'FAILED' || task.status.state === 'FAILED') return
  const subject = { connector: connector.name, task: task.task, invocation: runtime.host }
  await runtime.log({ level: 'ERROR', message: 'An event has failed', trace: status.trace ?? '', ...subject })
}

/** The stack differs with every run of another version, what has happened does not. */
const headline = ({ trace }: Status): string | undefined => trace?.split('\n', 1)[0]

const isFenced = (error: unknown): boolean => error instanceof ConnectError && error.code === 'FENCED'
