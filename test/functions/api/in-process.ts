import { datagenSource } from '../../../connectors/datagen/datagen-source.ts'
import { pluginsOf, registry } from '../../../connectors/registry.ts'
import { KAFKA_CONNECT_VERSION } from '../../../functions/api/version.ts'
import type { Plugin } from '../../../functions/runtime/ports/plugins.ts'
import { changeGroup } from '../../../functions/runtime/sink/change-group.ts'
import { connectorNames, readConnector } from '../../../functions/runtime/state/connectors.ts'
import type { Served } from '../../conformance/exchanges/exchange.ts'
import { openScene } from '../runtime/scene/scene.ts'
import { apiOver } from './api-over.ts'

/** The API in this process, over a table in memory; plans and runs go on when they are let. */
export const openInProcess = (): Served => {
  const scene = openScene({ plugins: [datagenSource] as unknown as readonly Plugin[] })
  const { table, runtime } = scene

  /** Everything once: the connector's plan, then what it has made due. */
  const settle = async () => {
    for (const name of await connectorNames(table)) {
      await scene.plan(name)
      const { tasks = [], at = 0 } = (await readConnector(table, name)) ?? {}
      for (const { type, task, dueAt } of tasks)
        if (type === 'source' && dueAt !== undefined && dueAt <= at) await scene.runSource(name, task)
    }
    await runtime.clock.sleep(10_000)
  }
  const request = apiOver(table, {
    plugins: pluginsOf(registry),
    version: KAFKA_CONNECT_VERSION,
    kafkaClusterId: runtime.kafka.clusterId,
    changeGroup: change => changeGroup(runtime, change),
    clock: { ...runtime.clock, sleep: settle },
  })
  return {
    request,
    settle,
    patience: 10_000,
    workerId: 'here:8083',
    clusterId: 'bWVtb3J5LWNsdXN0ZXIxMQ',
    topic: 'exchanges',
    hasOptions: true,
    file: '/tmp/exchanges-out',
    location: name => `http://localhost:8083/connectors/${name}`,
    close: async () => {},
  }
}
