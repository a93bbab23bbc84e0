import { document } from '../../helpers/openapi.ts'
import type { Exchange, Exchanges } from './exchange.ts'
import { refused } from './refusals.ts'

const options: Exchange = {
  request: ['OPTIONS', '/connectors'],
  status: 200,
  body: 'HEAD, GET, POST, OPTIONS',
  headers: { allow: 'HEAD,GET,POST,OPTIONS' },
}

export const root: Exchanges = ({ clusterId, hasOptions }) => [
  {
    request: ['GET', '/'],
    status: 200,
    body: { version: '4.3.1', commit: 'unknown', kafka_cluster_id: clusterId },
  },
  {
    request: ['GET', '/health'],
    status: 200,
    body: { status: 'healthy', message: 'Worker has completed startup and is ready to handle requests.' },
  },
  {
    request: ['GET', '/openapi.json'],
    status: 200,
    body: document,
    headers: { 'cache-control': 'private, max-age=300' },
  },
  { request: ['GET', '/connectors'], status: 200, body: [] },
  { request: ['GET', '/connectors/'], status: 200, body: [] },
  { request: ['GET', '/nowhere'], ...refused(404, 'HTTP 404 Not Found') },
  { request: ['GET', '/connectors/nope/tasks-config'], ...refused(404, 'HTTP 404 Not Found') },
  {
    request: ['DELETE', '/connectors'],
    ...refused(405, 'HTTP 405 Method Not Allowed'),
    headers: { allow: 'HEAD,GET,POST,OPTIONS' },
  },
  { request: ['POST', '/connectors/nope/pause'], ...refused(405, 'HTTP 405 Method Not Allowed') },
  { request: ['HEAD', '/connectors'], status: 200, headers: { 'content-type': 'application/json' } },
  ...(hasOptions ? [options] : []),
]
