import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { SinkPartition } from '../../../connectors/sdk/sink.ts'
import { OffsetOutOfRange } from '../ports/kafka.ts'
import type { ProgressChange } from '../progress.ts'
import type { Slice } from '../slice.ts'
import { nameOf, sinkOffset, sinkPartition, storedOffset } from './positions.ts'

export const isOutOfRange = (error: unknown): error is OffsetOutOfRange => error instanceof OffsetOutOfRange

interface Lost {
  readonly error: OffsetOutOfRange
  readonly partitions: readonly SinkPartition[]
  readonly reset: 'earliest' | 'latest' | 'none'
}

/** What is missing of a partition, of which `offset` is the next to be read. */
export const lostText = ({ offset, start, end, ...p }: OffsetOutOfRange['partitions'][number]): string => {
  const lost =
    offset < start ? `${start - offset} records are lost` : 'the topic has been cut or created anew'
  return `${nameOf(p)}: offset ${offset} is not in the log, which has ${start} to ${end}: ${lost}`
}

/** Stores where to go on when what was to be read is no longer in the log; the error says how much was lost. */
export const skipLost = async (slice: Slice, { error, partitions, reset }: Lost): Promise<Error> => {
  const texts = await Promise.all(
    error.partitions.map(async ({ offset: read, start, end, ...p }) => {
      // what was read and is not durable is lost too
      const offset = Math.min(read, storedOffset(await slice.progress.read(sinkPartition(p))) ?? read)
      return lostText({ ...p, offset, start, end })
    }),
  )
  if (reset === 'none') return new ConnectError('FATAL', texts.join('; '), { cause: error })
  const changes = error.partitions.map(({ start, end, ...p }): readonly [string, ProgressChange] => {
    const { topicId } = partitions.find(q => nameOf(q) === nameOf(p)) ?? { topicId: undefined }
    return [
      sinkPartition(p),
      { offset: sinkOffset(reset === 'earliest' ? start : end), state: undefined, topicId },
    ]
  })
  await slice.checkpoint(new Map(changes))
  return new ConnectError('KAFKA', `${texts.join('; ')}; reading goes on at the ${reset} offset`, {
    cause: error,
  })
}
