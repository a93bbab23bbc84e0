import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startObjectStore } from './object-store.ts'

const examples = join(import.meta.dirname, '../../examples')

/** What runs when nothing is named: a file into a topic, and the topic into a bucket on this machine. */
export const demoConnectors = ['file-source.properties', 's3-sink.properties'].map(name =>
  join(examples, name),
)

/** The stand-in for S3 and the file; connectors find the stand-in as the SDK finds any endpoint: in the environment. */
export const startDemo = async (dataDir: string, log: (line: string) => void) => {
  const input = join(dataDir, 'input.txt')
  if (!existsSync(input)) writeFileSync(input, 'Kafka Connect without workers\n')
  const store = await startObjectStore({
    dataDir: join(dataDir, 'object-store'),
    buckets: ['my-kafka-bucket'],
    log,
  })
  process.env.AWS_ENDPOINT_URL_S3 = store.endpoint
  process.env.AWS_ACCESS_KEY_ID ??= 'local'
  process.env.AWS_SECRET_ACCESS_KEY ??= 'local'
  return store
}
