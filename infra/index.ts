/** What an app of one's own needs. */
export { ConnectStack, type ConnectStackProps } from './connect-stack.ts'
export type { ApiAuthorization, ApiProps } from './control-plane.ts'
export type { TaskFunctionProps } from './functions.ts'
export type { KafkaCluster } from './kafka/kafka-cluster.ts'
export { type MskAuthentication, type MskProps, msk } from './kafka/msk.ts'
export { newMskServerless } from './kafka/new-msk-serverless.ts'
export { type SelfManagedKafkaProps, selfManagedKafka } from './kafka/self-managed.ts'
export { KafkaConnect, type KafkaConnectProps } from './kafka-connect.ts'
