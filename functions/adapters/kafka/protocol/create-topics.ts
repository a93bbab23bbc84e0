import type { NewTopic } from '../../../runtime/ports/kafka.ts'
import { byteReader } from './byte-reader.ts'
import type { Request } from './request.ts'
import { frameRequest } from './request.ts'

// version 4 is the first that leaves counts to the broker, with −1
const api = { key: 19, name: 'CreateTopics', version: 4 }

export interface CreatedTopic {
  readonly errorCode: number
  readonly message: string | null
}

export const createTopicRequest = (topic: NewTopic, timeout: number): Request<CreatedTopic | undefined> => ({
  api,
  frame: frameRequest(api, writer => {
    writer.array([topic], ({ name, partitions = -1, replicationFactor = -1, config = {} }) => {
      writer.string(name).int32(partitions).int16(replicationFactor).int32(0)
      writer.array(Object.entries(config), ([key, value]) => writer.string(key).nullableString(value))
    })
    writer.int32(timeout).int8(0)
  }),
  answer: payload => {
    const reader = byteReader(payload)
    reader.int32()
    const [created] = reader.array(() => {
      reader.string()
      return { errorCode: reader.int16(), message: reader.nullableString() }
    })
    return created
  },
})
