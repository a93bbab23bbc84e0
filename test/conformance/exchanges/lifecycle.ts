import { expect } from 'vitest'
import { generated } from './connectors.ts'
import type { Exchanges } from './exchange.ts'
import { refused } from './refusals.ts'

export const lifecycle: Exchanges = place => {
  const here = { worker_id: place.workerId, version: expect.any(String) }
  const status = (state: string, task?: string) => ({
    name: 'e1',
    connector: { state, ...here },
    tasks: task === undefined ? [] : [{ id: 0, state: task, ...here }],
    type: 'source',
  })
  const becomes = (state: string, task?: string) =>
    ({
      request: ['GET', '/connectors/e1/status'],
      status: 200,
      body: status(state, task),
      eventually: true,
    }) as const
  return [
    { request: ['GET', '/connectors/nope/status'], ...refused(404, 'No status found for connector nope') },
    {
      request: ['GET', '/connectors/e1/tasks'],
      status: 200,
      body: [
        {
          id: { connector: 'e1', task: 0 },
          config: {
            ...generated(place),
            name: 'e1',
            'task.class': 'io.confluent.kafka.connect.datagen.DatagenTask',
          },
        },
      ],
    },
    { request: ['GET', '/connectors/nope/tasks'], ...refused(404, 'Connector nope not found') },
    {
      request: ['GET', '/connectors/e1/tasks/0/status'],
      status: 200,
      body: { id: 0, state: 'RUNNING', ...here },
    },
    { request: ['GET', '/connectors/e1/tasks/9/status'], ...refused(404, 'No status found for task e1-9') },
    { request: ['GET', '/connectors/e1/tasks/x/status'], ...refused(404, 'HTTP 404 Not Found') },
    {
      request: ['GET', '/connectors/e1/topics'],
      status: 200,
      body: { e1: { topics: [place.topic] } },
      eventually: true,
    },
    { request: ['PUT', '/connectors/e1/pause'], status: 202 },
    becomes('PAUSED', 'PAUSED'),
    { request: ['PUT', '/connectors/e1/pause'], status: 202 },
    { request: ['PUT', '/connectors/e1/resume'], status: 202 },
    becomes('RUNNING', 'RUNNING'),
    { request: ['PUT', '/connectors/nope/pause'], ...refused(404, 'Unknown connector nope') },
    { request: ['PUT', '/connectors/nope/resume'], ...refused(404, 'Unknown connector nope') },
    { request: ['PUT', '/connectors/nope/stop'], ...refused(404, 'Unknown connector nope') },
    { request: ['POST', '/connectors/e1/restart'], status: 204 },
    becomes('RUNNING', 'RUNNING'),
    {
      request: ['POST', '/connectors/e1/restart?includeTasks=true&onlyFailed=true'],
      status: 202,
      body: status('RUNNING', 'RUNNING'),
    },
    {
      request: ['POST', '/connectors/e1/restart?includeTasks=true'],
      status: 202,
      body: status('RESTARTING', 'RESTARTING'),
    },
    becomes('RUNNING', 'RUNNING'),
    { request: ['POST', '/connectors/e1/tasks/0/restart'], status: 204 },
    becomes('RUNNING', 'RUNNING'),
    { request: ['POST', '/connectors/nope/restart'], ...refused(404, 'Unknown connector: nope') },
    { request: ['POST', '/connectors/e1/tasks/9/restart'], ...refused(404, 'Unknown task: e1-9') },
    { request: ['POST', '/connectors/nope/tasks/0/restart'], ...refused(404, 'Unknown connector: nope') },
    { request: ['PUT', '/connectors/e1/stop'], status: 204 },
    { request: ['PUT', '/connectors/e1/stop'], status: 204 },
    becomes('STOPPED'),
    { request: ['GET', '/connectors/e1/tasks'], status: 200, body: [] },
    { request: ['PUT', '/connectors/e1/topics/reset'], status: 202 },
    { request: ['GET', '/connectors/e1/topics'], status: 200, body: { e1: { topics: [] } } },
    { request: ['GET', '/connectors/nope/topics'], status: 200, body: { nope: { topics: [] } } },
    { request: ['PUT', '/connectors/nope/topics/reset'], status: 202 },
  ]
}
