import type { AdminParts } from './admin.ts'
import type { BrokerConnection } from './broker-connection.ts'

const types = { group: 0, transaction: 1 } as const

/** A connection to the broker that coordinates a consumer group or a transactional id at present. */
export const findCoordinator = async (
  { cluster, control }: Pick<AdminParts, 'cluster' | 'control'>,
  type: keyof typeof types,
  key: string,
): Promise<BrokerConnection> => {
  await cluster.metadata([])
  const connection = await cluster.any()
  type Answer = { readonly coordinator: { readonly nodeId: number } }
  const found = await connection.ask<Answer>('GroupCoordinator', {
    groupId: key,
    coordinatorType: types[type],
  })
  return cluster.connection(found.coordinator.nodeId, control)
}
