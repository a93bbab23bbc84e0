import { randomUUID } from 'node:crypto'
import { createTable } from '../../../functions/adapters/state/dynamodb-schema.ts'
import { openDynamoDbTable } from '../../../functions/adapters/state/dynamodb-table.ts'
import { dynamoDbClient } from '../../helpers/dynamodb-client.ts'
import type { RunnerSettings } from '../composed-runner.ts'
import { type HttpProxy, httpProxy, throttled } from './http-proxy.ts'
import { openScene, type Scene, type SceneOptions } from './scene.ts'
import type { Stage } from './stage.ts'

/** A deployment whose state is in DynamoDB, behind a proxy. */
export interface DynamoDbScene extends Scene {
  readonly proxy: HttpProxy
}

export interface DynamoDbSceneOptions extends Omit<SceneOptions, 'composed' | 'table'> {
  readonly settings?: (n: number) => Omit<RunnerSettings, 'dynamodb'>
}

export const openDynamoDbScene = async (
  stage: Stage,
  { settings = () => ({}), ...options }: DynamoDbSceneOptions,
): Promise<DynamoDbScene> => {
  const { endpoint } = await stage.services.dynamodb()
  const tableName = `state-${randomUUID()}`
  const client = dynamoDbClient(endpoint)
  await createTable(tableName, client)
  const proxy = await httpProxy(endpoint, throttled)
  const dynamodb = { endpoint: proxy.endpoint, tableName }
  const scene = await openScene(stage, {
    ...options,
    composed: n => ({ ...settings(n), dynamodb }),
    table: openDynamoDbTable({ tableName, client }),
  })
  return {
    ...scene,
    proxy,
    stop: async () => {
      await scene.stop()
      await proxy.close()
    },
  }
}
