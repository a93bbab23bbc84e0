import { localCredentials, openS3Objects } from '../../helpers/s3-objects.ts'
import type { OpenFlow } from './flow.ts'
import { linesFrom } from './lines.ts'
import { tallyNumbers } from './tally.ts'

/** A topic that the S3 sink stores in a bucket: what of the topic is in objects, and how often. */
export const s3Lines =
  (endpoints: { readonly sink: string; readonly own: string }): OpenFlow =>
  async ({ name, topics }) => {
    const bucket = `bucket-${name}`
    const objects = openS3Objects(endpoints.own, bucket)
    const countObjects = async () => (await objects.keys(`topics/${name}/`)).length
    await objects.createBucket()
    let fed = 0
    return {
      name,
      connectors: {
        [`${name}-sink`]: {
          'connector.class': 'io.confluent.connect.s3.S3SinkConnector',
          'tasks.max': '1',
          topics: name,
          's3.bucket.name': bucket,
          's3.region': 'us-east-1',
          'store.url': endpoints.sink,
          'aws.access.key.id': localCredentials.accessKeyId,
          'aws.secret.access.key': localCredentials.secretAccessKey,
        },
      },
      get fed() {
        return fed
      },
      feed: async count => {
        await topics.append(name, linesFrom(fed, fed + count))
        fed += count
      },
      growing: [{ name: `${name}-sink`, grown: countObjects }],
      arrived: async () => String(await countObjects()),
      tally: async () => {
        const topic = await topics.read(name)
        const stored = (await objects.records(name)).toSorted((a, b) => a.start - b.start)
        // a record that is not what the topic has at its place is none of them
        const offsets = stored.flatMap(({ start, values }) =>
          values.map((value, i) => (topic.get(start + i) === value ? start + i : -1)),
        )
        return tallyNumbers(offsets, topic.size)
      },
    }
  }
