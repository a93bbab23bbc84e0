import { boolean, defineConfig, short, string } from '../../../connectors/sdk/config.ts'

const errors = { group: 'Error Handling', importance: 'MEDIUM', width: 'MEDIUM' } as const

/** Where records go that fail: of sinks as in Kafka Connect, of sources too. */
export const deadLetterConfig = defineConfig({
  'errors.deadletterqueue.topic.name': string({
    displayName: 'Dead Letter Queue Topic Name',
    ...errors,
    default: '',
    doc: 'Topic for records that failed, created when it is missing; empty: they are only counted. Of sinks as they were read, of sources as JSON with schemas.',
  }),
  'errors.deadletterqueue.topic.replication.factor': short({
    displayName: 'Dead Letter Queue Topic Replication Factor',
    ...errors,
    default: 3,
    doc: 'Replication factor of the dead letter queue when it has to be created.',
  }),
  'errors.deadletterqueue.context.headers.enable': boolean({
    displayName: 'Enable Error Context Headers',
    ...errors,
    default: false,
    doc: 'Whether dead letters carry headers that say where they come from and what went wrong. Those of sources, which could not be told apart without, always do.',
  }),
})
