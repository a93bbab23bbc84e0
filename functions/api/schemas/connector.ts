import { integer, listOf, mapOf, objectOf, oneOfTexts, text } from '../openapi/schema.ts'

const example = {
  'connector.class': 'FileStreamSource',
  file: '/var/log/app.log',
  topic: 'app-log',
}

/** A configuration as it is stored; secrets stand there as `[hidden]`. */
export const connectorConfig = mapOf(text(), {
  title: 'ConnectorConfig',
  examples: [{ name: 'file-source', ...example }],
})

/** A configuration as it is given. */
export const givenConfig = mapOf(
  { type: ['string', 'number', 'boolean'] },
  { title: 'GivenConfig', examples: [{ ...example, 'tasks.max': 1 }] },
)

export const configPatch = mapOf(
  { type: ['string', 'number', 'boolean', 'null'], description: 'null removes the key' },
  { title: 'ConfigPatch', examples: [{ topic: 'other-log', 'tasks.max': null }] },
)

export const newConnector = objectOf(
  {
    name: text(),
    config: givenConfig,
    initial_state: { ...text('RUNNING, PAUSED or STOPPED, in any case'), default: 'RUNNING' },
  },
  {
    title: 'NewConnector',
    optional: ['initial_state'],
    additionalProperties: false,
    examples: [{ name: 'file-source', config: example }],
  },
)

export const connectorType = oneOfTexts('source', 'sink')

export const taskId = objectOf(
  { connector: text(), task: integer() },
  { title: 'TaskId', examples: [{ connector: 'file-source', task: 0 }] },
)

export const connectorInfo = objectOf(
  { name: text(), config: connectorConfig, tasks: listOf(taskId), type: connectorType },
  {
    title: 'ConnectorInfo',
    examples: [
      {
        name: 'file-source',
        config: { name: 'file-source', ...example },
        tasks: [{ connector: 'file-source', task: 0 }],
        type: 'source',
      },
    ],
  },
)
