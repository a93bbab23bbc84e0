import { expect } from 'vitest'
import type { Exchanges } from './exchange.ts'
import { refused } from './refusals.ts'

const path = '/admin/loggers'
const framework = 'org.apache.kafka.connect'
const unset = { level: 'INFO', last_modified: null }
const set = (level: string) => ({ level, last_modified: expect.any(Number) })

export const loggers: Exchanges = () => [
  { request: ['GET', path], status: 200, body: { root: unset } },
  { request: ['GET', `${path}/root`], status: 200, body: unset },
  { request: ['GET', `${path}/${framework}`], status: 200, body: unset },
  { request: ['GET', `${path}/nope.logger`], ...refused(404, 'Logger nope.logger not found.') },
  { request: ['PUT', `${path}/${framework}`, { level: 'debug' }], status: 200, body: [framework] },
  { request: ['GET', `${path}/${framework}`], status: 200, body: set('DEBUG') },
  { request: ['GET', path], status: 200, body: { [framework]: set('DEBUG'), root: unset } },
  { request: ['PUT', `${path}/ROOT?scope=cluster`, { level: 'WARN' }], status: 204 },
  { request: ['GET', path], status: 200, body: { [framework]: set('WARN'), root: set('WARN') } },
  {
    request: ['PUT', `${path}/root?scope=worker`, { level: 'INFO' }],
    status: 200,
    body: [framework, 'root'],
  },
  {
    request: ['PUT', `${path}/root`, {}],
    ...refused(400, "Desired 'level' parameter was not specified in request."),
  },
  { request: ['PUT', `${path}/root`, { level: 'BOGUS' }], ...refused(404, "invalid log level 'BOGUS'.") },
]
