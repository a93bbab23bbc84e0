import type { TopicPartition } from '../../../connectors/sdk/sink.ts'
import type { Kafka } from '../../runtime/ports/kafka.ts'
import type { AdminParts } from './admin.ts'
import { findCoordinator } from './coordinator.ts'
import { brokerError, codes } from './kafka-error.ts'
import { deleteGroupRequest, deleteOffsetsRequest } from './protocol/group-offsets.ts'
import { retrying } from './retry.ts'

type Offsets = Pick<Kafka, 'offsets' | 'groupOffsets' | 'commitGroupOffsets' | 'deleteGroupOffsets'>
type Positions = readonly (TopicPartition & { readonly offset: number })[]

interface TopicOffsets {
  readonly topic: string
  readonly partitions: readonly { readonly partition: number; readonly offset: string }[]
}

// times that mean the log's ends
const times = { earliest: -2, latest: -1 } as const

// no error, no such topic, no such group: there is nothing to delete
const nothingThere: readonly number[] = [0, codes.unknownTopic, codes.groupUnknown]

const flat = (topics: readonly TopicOffsets[]): Positions =>
  topics.flatMap(({ topic, partitions }) =>
    partitions.map(({ partition, offset }) => ({ topic, partition, offset: Number(offset) })),
  )

const nameOf = ({ topic, partition }: TopicPartition) => `${topic}-${partition}`

/** in the order that was asked for */
const inOrder = (asked: readonly TopicPartition[], answered: Positions): Positions => {
  const byName = new Map(answered.map(position => [nameOf(position), position]))
  return asked.flatMap(partition => byName.get(nameOf(partition)) ?? [])
}

const grouped = <T extends TopicPartition>(partitions: readonly T[]) =>
  [...Map.groupBy(partitions, ({ topic }) => topic)].map(([topic, list]) => ({ topic, partitions: list }))

export const createOffsets = ({ cluster, control, timeout }: AdminParts): Offsets => {
  const leaderOf = ({ topic, partition }: TopicPartition): number => {
    const leader = cluster.leader(topic, partition)
    if (leader === undefined) throw brokerError(codes.unknownTopic, `Partition ${topic}-${partition}`)
    return leader
  }

  const listOffsets = async (node: number, partitions: readonly TopicPartition[], timestamp: number) => {
    const topics = grouped(partitions.map(one => ({ ...one, timestamp })))
    const connection = await cluster.connection(node, control)
    const answer = await connection.ask<{ responses: TopicOffsets[] }>('ListOffsets', {
      isolationLevel: 0,
      topics,
    })
    return flat(answer.responses)
  }

  const list = async (partitions: readonly TopicPartition[], timestamp: number): Promise<Positions> => {
    await Promise.all([...new Set(partitions.map(({ topic }) => topic))].map(cluster.refresh))
    const byLeader = [...Map.groupBy(partitions, leaderOf)]
    const listed = await Promise.all(byLeader.map(([node, some]) => listOffsets(node, some, timestamp)))
    return inOrder(partitions, listed.flat())
  }

  const coordinator = (group: string) => findCoordinator({ cluster, control }, 'group', group)

  const committed = async (groupId: string, partitions: readonly TopicPartition[]): Promise<Positions> => {
    const connection = await coordinator(groupId)
    const answer = await connection.ask<{ responses: TopicOffsets[] }>('OffsetFetch', {
      groupId,
      topics: grouped(partitions),
    })
    return inOrder(partitions, flat(answer.responses)).filter(({ offset }) => offset >= 0)
  }

  const commit = async (groupId: string, offsets: Positions): Promise<void> => {
    const connection = await coordinator(groupId)
    // generation −1 and no member: the commit of somebody who is not in the group
    await connection.ask('OffsetCommit', {
      groupId,
      groupGenerationId: -1,
      memberId: '',
      topics: grouped(offsets),
    })
  }

  const forget = async (group: string, partitions: readonly TopicPartition[] | 'all'): Promise<void> => {
    const connection = await coordinator(group)
    const answers =
      partitions === 'all'
        ? [await connection.send(deleteGroupRequest(group))]
        : await connection.send(deleteOffsetsRequest(group, grouped(partitions)))
    const failed = answers.find(code => !nothingThere.includes(code))
    if (failed !== undefined) throw brokerError(failed, `Deleting offsets of group ${group}`)
  }

  return {
    offsets: (partitions, at) =>
      retrying(() => list(partitions, times[at]), { what: `Asking for ${at} offsets`, timeout }),
    groupOffsets: async (group, partitions) =>
      partitions.length === 0
        ? []
        : retrying(() => committed(group, partitions), { what: `Offsets of group ${group}`, timeout }),
    commitGroupOffsets: async (group, offsets) => {
      if (offsets.length > 0)
        await retrying(() => commit(group, offsets), {
          what: `Committing offsets of group ${group}`,
          timeout,
        })
    },
    deleteGroupOffsets: async (group, partitions) => {
      if (partitions.length > 0)
        await retrying(() => forget(group, partitions), {
          what: `Deleting offsets of group ${group}`,
          timeout,
        })
    },
  }
}
