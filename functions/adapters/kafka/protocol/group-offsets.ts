import { byteReader } from './byte-reader.ts'
import type { Request } from './request.ts'
import { frameRequest } from './request.ts'

const deleteGroups = { key: 42, name: 'DeleteGroups', version: 1 }
const offsetDelete = { key: 47, name: 'OffsetDelete', version: 0 }

/** Deletes a group with all its offsets; answers with the error code for it. */
export const deleteGroupRequest = (group: string): Request<number> => ({
  api: deleteGroups,
  frame: frameRequest(deleteGroups, writer => writer.array([group], name => writer.string(name))),
  answer: payload => {
    const reader = byteReader(payload)
    reader.int32()
    const [code = 0] = reader.array(() => {
      reader.string()
      return reader.int16()
    })
    return code
  },
})

interface TopicPartitions {
  readonly topic: string
  readonly partitions: readonly { readonly partition: number }[]
}

/** Deletes offsets of a group; answers with every error code, that for the group first. */
export const deleteOffsetsRequest = (
  group: string,
  topics: readonly TopicPartitions[],
): Request<readonly number[]> => ({
  api: offsetDelete,
  frame: frameRequest(offsetDelete, writer => {
    writer.string(group)
    writer.array(topics, ({ topic, partitions }) => {
      writer.string(topic)
      writer.array(partitions, ({ partition }) => writer.int32(partition))
    })
  }),
  answer: payload => {
    const reader = byteReader(payload)
    const ofGroup = reader.int16()
    reader.int32()
    const ofPartitions = reader.array(() => {
      reader.string()
      return reader.array(() => {
        reader.int32()
        return reader.int16()
      })
    })
    return [ofGroup, ...ofPartitions.flat()]
  },
})
