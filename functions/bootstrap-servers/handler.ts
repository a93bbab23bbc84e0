import { KafkaClient } from '@aws-sdk/client-kafka'
import { bootstrapServers } from './bootstrap-servers.ts'

export const handler = bootstrapServers(new KafkaClient())
