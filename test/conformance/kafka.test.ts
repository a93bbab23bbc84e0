import { memoryKafka } from '../helpers/memory-kafka.ts'
import { kafkaConformance } from './kafka.ts'

kafkaConformance('memory', async () => {
  const { kafka, deleteTopic, deleteRecords } = memoryKafka()
  return {
    kafka,
    deleteTopic: async name => deleteTopic(name),
    deleteRecords: async (of, before) => deleteRecords(of, before),
    close: kafka.close,
  }
})
