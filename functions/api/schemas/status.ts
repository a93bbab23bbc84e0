import { integer, listOf, mapOf, objectOf, oneOfTexts, orNull, text } from '../openapi/schema.ts'
import { connectorInfo, connectorType } from './connector.ts'

const where = {
  state: oneOfTexts('UNASSIGNED', 'RUNNING', 'PAUSED', 'STOPPED', 'FAILED', 'RESTARTING'),
  worker_id: text(),
  version: orNull(text('of the plugin')),
  trace: text('why it is not well, or notes on how its configuration is taken'),
}
const optional = ['trace']
const running = { state: 'RUNNING', worker_id: '127.0.0.1:8083', version: '4.3.1' }

export const taskStatus = objectOf(
  { id: integer(), ...where },
  { title: 'TaskStatus', optional, examples: [{ id: 0, ...running }] },
)

export const connectorStatus = objectOf(
  { name: text(), connector: objectOf(where, { optional }), tasks: listOf(taskStatus), type: connectorType },
  {
    title: 'ConnectorStatus',
    examples: [{ name: 'file-source', connector: running, tasks: [{ id: 0, ...running }], type: 'source' }],
  },
)

export const expandedConnectors = mapOf(
  objectOf({ status: connectorStatus, info: connectorInfo }, { optional: ['status', 'info'] }),
  {
    title: 'ExpandedConnectors',
    examples: [
      {
        'file-source': {
          status: { name: 'file-source', connector: running, tasks: [], type: 'source' },
        },
      },
    ],
  },
)
