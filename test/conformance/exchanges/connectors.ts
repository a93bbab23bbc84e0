import { expect } from 'vitest'
import type { Exchanges, Place } from './exchange.ts'
import { invalid, refused } from './refusals.ts'

/** Generates three records a task, and then nothing more. */
export const generated = ({ topic }: Place) => ({
  'connector.class': 'DatagenConnector',
  'kafka.topic': topic,
  quickstart: 'users',
  iterations: '3',
  'max.interval': '1',
})

export const connectors: Exchanges = place => {
  const { workerId, topic, location, file } = place
  const source = generated(place)
  const sink = { 'connector.class': 'FileStreamSink', topics: topic, file, 'errors.tolerance': 'none' }
  const withoutTasks = { name: 'e1', config: { ...source, name: 'e1' }, tasks: [], type: 'source' }
  const stopped = { name: 'e2', config: { ...sink, name: 'e2' }, tasks: [], type: 'sink' }
  const withLog = { ...sink, 'errors.log.enable': 'true', name: 'e2' }
  const here = { worker_id: workerId, version: expect.any(String) }
  return [
    {
      request: ['POST', '/connectors', { name: ' e1 ', config: { ...source, iterations: 3 } }],
      status: 201,
      body: withoutTasks,
      headers: { location: location('e1') },
    },
    {
      request: ['POST', '/connectors', { name: 'e1', config: source }],
      ...refused(409, 'Connector e1 already exists'),
    },
    {
      request: ['POST', '/connectors', { name: 'e2', config: sink, initial_state: 'stopped' }],
      status: 201,
      body: stopped,
      headers: { location: location('e2') },
    },
    { request: ['GET', '/connectors'], status: 200, body: ['e1', 'e2'] },
    { request: ['GET', '/connectors?expand=nothing'], status: 200, body: { e1: {}, e2: {} } },
    {
      request: ['GET', '/connectors?expand=status&expand=info'],
      status: 200,
      body: {
        e1: {
          status: {
            name: 'e1',
            connector: { state: 'RUNNING', ...here },
            tasks: [{ id: 0, state: 'RUNNING', ...here }],
            type: 'source',
          },
          info: { ...withoutTasks, tasks: [{ connector: 'e1', task: 0 }] },
        },
        e2: {
          status: { name: 'e2', connector: { state: 'STOPPED', ...here }, tasks: [], type: 'sink' },
          info: stopped,
        },
      },
      eventually: true,
    },
    { request: ['GET', '/connectors/e2'], status: 200, body: stopped },
    { request: ['HEAD', '/connectors/e2'], status: 200 },
    { request: ['GET', '/connectors/nope'], ...refused(404, 'Connector nope not found') },
    { request: ['GET', '/connectors/e1/config'], status: 200, body: { ...source, name: 'e1' } },
    { request: ['GET', '/connectors/nope/config'], ...refused(404, 'Connector nope not found') },
    {
      request: ['PUT', '/connectors/e2/config', { ...sink, 'errors.log.enable': true }],
      status: 200,
      body: { ...stopped, config: { ...sink, 'errors.log.enable': 'true', name: 'e2' } },
    },
    {
      request: ['PUT', '/connectors/e2/config', { ...sink, name: 'zz' }],
      ...refused(400, "Connector name configuration (zz) doesn't match connector name in the URL (e2)"),
    },
    {
      request: ['PATCH', '/connectors/e2/config', { 'errors.tolerance': 'some' }],
      ...invalid('Invalid value some for configuration errors.tolerance: String must be one of: none, all'),
    },
    {
      request: ['PATCH', '/connectors/e2/config', { 'errors.tolerance': 'all', 'tasks.max': 2 }],
      status: 200,
      body: { ...stopped, config: { ...withLog, 'errors.tolerance': 'all', 'tasks.max': '2' } },
    },
    {
      request: ['PATCH', '/connectors/e2/config', { 'tasks.max': null }],
      status: 200,
      body: { ...stopped, config: { ...withLog, 'errors.tolerance': 'all' } },
    },
    {
      request: ['PATCH', '/connectors/nope/config', { 'tasks.max': 2 }],
      ...refused(404, 'Connector nope not found'),
    },
    {
      request: ['PUT', '/connectors/e3/config', { ...sink, name: 'e3' }],
      status: 201,
      body: { ...stopped, name: 'e3', config: { ...sink, name: 'e3' } },
      headers: { location: location('e3') },
    },
    { request: ['DELETE', '/connectors/e3'], status: 204 },
    { request: ['GET', '/connectors/e3'], ...refused(404, 'Connector e3 not found') },
    { request: ['DELETE', '/connectors/e3'], ...refused(404, 'Connector e3 not found') },
    {
      request: ['POST', '/connectors', { name: 'e3', config: { file: 'a' } }],
      ...refused(400, 'Connector config {file=a, name=e3} contains no connector type'),
    },
    {
      request: ['POST', '/connectors', { name: 'e3', config: { ...source, 'tasks.max': '0' } }],
      ...invalid('Invalid value 0 for configuration tasks.max: Value must be at least 1'),
    },
    {
      request: ['POST', '/connectors', { name: 'e3', config: source, initial_state: 'ASLEEP' }],
      ...refused(400, 'initial_state is ASLEEP, allowed are RUNNING, PAUSED, STOPPED'),
    },
    { request: ['GET', '/connectors'], status: 200, body: ['e1', 'e2'] },
  ]
}
