import { describe, expect, test, vi } from 'vitest'
import { generated } from './exchanges/connectors.ts'
import type { Place, Served } from './exchanges/exchange.ts'

/** A request that kcctl sends, and what it makes use of in the answer. */
interface KcctlRequest {
  readonly sends: readonly [method: string, path: string, body?: unknown]
  readonly needs: number
  /** absent: it does not look at the body */
  readonly reads?: unknown
  /** it is run again by its user until the connector has come so far */
  readonly again?: true
}

interface KcctlCommand {
  /** as it is typed */
  readonly line: string
  readonly requests: readonly KcctlRequest[]
}

const text = expect.any(String)
const partial = (fields: object): unknown => expect.objectContaining(fields)
/** It wants at least 3.6 for offsets and 3.7 for `--scope=cluster`. */
const version: KcctlRequest = {
  sends: ['GET', '/'],
  needs: 200,
  reads: partial({
    version: expect.stringMatching(/^(3\.([7-9]|\d\d)|[4-9])\./),
    commit: text,
    kafka_cluster_id: text,
  }),
}
const status = (state: string, task: string) =>
  partial({
    name: 'k1',
    type: 'source',
    connector: partial({ state, worker_id: text }),
    tasks: [partial({ id: 0, state: task, worker_id: text })],
  })
const message = { message: text }
const refusal = (code: number, what: unknown) => ({ error_code: code, message: what })

/** The commands of kcctl 1.0.0-SNAPSHOT at 4381ff6, as its classes `KafkaConnectApi` and `…Command` make them. */
const commands = (place: Place): readonly KcctlCommand[] => {
  const config = generated(place)
  const named = { name: 'k1', config }
  const shown = partial({
    name: 'k1',
    type: 'source',
    config: partial({ name: 'k1' }),
    tasks: expect.any(Array),
  })
  const describeConnector: readonly KcctlRequest[] = [
    version,
    { sends: ['GET', '/connectors/k1'], needs: 200, reads: shown },
    { sends: ['GET', '/connectors/k1/status'], needs: 200, reads: status('RUNNING', 'RUNNING') },
    { sends: ['GET', '/connectors/k1/config'], needs: 200, reads: partial(config) },
    {
      sends: ['GET', '/connectors/k1/tasks'],
      needs: 200,
      reads: [partial({ id: { connector: 'k1', task: 0 }, config: partial(config) })],
    },
    { sends: ['GET', '/connectors/k1/topics'], needs: 200, reads: { k1: { topics: expect.any(Array) } } },
  ]
  return [
    { line: 'kcctl info', requests: [version] },
    {
      line: 'kcctl get plugins',
      requests: [
        version,
        {
          sends: ['GET', '/connector-plugins?connectorsOnly=false'],
          needs: 200,
          reads: expect.arrayContaining([partial({ class: text, type: 'header_converter', version: text })]),
        },
      ],
    },
    {
      line: 'kcctl describe plugin DatagenConnector',
      requests: [
        version,
        {
          sends: ['GET', '/connector-plugins/DatagenConnector/config'],
          needs: 200,
          reads: expect.arrayContaining([
            partial({
              name: 'quickstart',
              type: 'STRING',
              required: true,
              importance: 'HIGH',
              documentation: text,
            }),
          ]),
        },
      ],
    },
    {
      line: 'kcctl apply -f k1.json --dry-run',
      requests: [
        {
          sends: [
            'PUT',
            '/connector-plugins/DatagenConnector/config/validate',
            { ...config, name: 'dummy-name' },
          ],
          needs: 200,
          reads: partial({
            error_count: 0,
            configs: expect.arrayContaining([
              partial({
                definition: partial({ name: 'quickstart' }),
                value: partial({ name: 'quickstart', errors: [] }),
              }),
            ]),
          }),
        },
      ],
    },
    {
      line: 'kcctl apply -f no-such-class.json',
      requests: [
        { sends: ['GET', '/connectors/'], needs: 200, reads: expect.any(Array) },
        {
          sends: ['POST', '/connectors/', { name: 'k1', config: { 'connector.class': 'NoSuch' } }],
          needs: 400,
          // on this beginning it lists the classes that there are
          reads: refusal(400, expect.stringMatching(/^Failed to find any class that implements Connector/)),
        },
      ],
    },
    {
      line: 'kcctl apply -f k1.json',
      requests: [
        { sends: ['GET', '/connectors/'], needs: 200, reads: expect.not.arrayContaining(['k1']) },
        {
          sends: ['POST', '/connectors/', named],
          needs: 201,
          reads: partial({ name: 'k1', type: 'source' }),
        },
      ],
    },
    {
      line: 'kcctl get connectors',
      requests: [
        version,
        {
          sends: ['GET', '/connectors?expand=status'],
          needs: 200,
          reads: partial({ k1: { status: status('RUNNING', 'RUNNING') } }),
          again: true,
        },
      ],
    },
    {
      line: 'kcctl apply -f k1.json, once more',
      requests: [
        { sends: ['GET', '/connectors/'], needs: 200, reads: expect.arrayContaining(['k1']) },
        { sends: ['PUT', '/connectors/k1/config', config], needs: 200, reads: partial({ name: 'k1' }) },
      ],
    },
    { line: 'kcctl describe connector k1 --tasks-config', requests: describeConnector },
    {
      line: 'kcctl describe connector nope',
      requests: [
        version,
        { sends: ['GET', '/connectors/nope'], needs: 404, reads: refusal(404, text) },
        version,
        { sends: ['GET', '/connectors?expand=status'], needs: 200 },
      ],
    },
    {
      line: 'kcctl patch connector k1 -s max.interval=2',
      requests: [
        { sends: ['GET', '/connectors/k1/config'], needs: 200, reads: partial(config) },
        {
          sends: ['PUT', '/connectors/k1/config', { ...config, name: 'k1', 'max.interval': '2' }],
          needs: 200,
        },
      ],
    },
    {
      line: 'kcctl pause connector k1',
      requests: [{ sends: ['PUT', '/connectors/k1/pause'], needs: 202 }],
    },
    {
      line: 'kcctl resume connector k1',
      requests: [{ sends: ['PUT', '/connectors/k1/resume'], needs: 202 }],
    },
    {
      line: 'kcctl restart connector k1',
      requests: [
        version,
        {
          sends: ['POST', '/connectors/k1/restart?includeTasks=true&onlyFailed=false'],
          needs: 202,
          reads: status('RESTARTING', 'RESTARTING'),
          again: true,
        },
      ],
    },
    {
      line: 'kcctl restart task k1/0',
      requests: [{ sends: ['POST', '/connectors/k1/tasks/0/restart'], needs: 204 }],
    },
    {
      line: 'kcctl get offsets k1',
      requests: [
        version,
        {
          sends: ['GET', '/connectors/k1/offsets'],
          needs: 200,
          reads: { offsets: [{ partition: { 'task.id': 0 }, offset: { 'current.iteration': 3 } }] },
          again: true,
        },
      ],
    },
    {
      line: 'kcctl stop connector k1',
      requests: [{ sends: ['PUT', '/connectors/k1/stop'], needs: 204 }],
    },
    {
      line: 'kcctl patch offsets k1 --source-partition … --source-offset …',
      requests: [
        version,
        {
          sends: [
            'PATCH',
            '/connectors/k1/offsets',
            { offsets: [{ partition: { 'task.id': 0 }, offset: { 'current.iteration': 1 } }] },
          ],
          needs: 200,
          reads: message,
        },
      ],
    },
    {
      line: 'kcctl delete offsets k1',
      requests: [version, { sends: ['DELETE', '/connectors/k1/offsets'], needs: 200, reads: message }],
    },
    {
      line: 'kcctl get loggers',
      requests: [
        {
          sends: ['GET', '/admin/loggers'],
          needs: 200,
          reads: partial({ root: partial({ level: 'INFO' }) }),
        },
      ],
    },
    {
      line: 'kcctl patch logger org.kcctl -l DEBUG, and back for all of the cluster',
      requests: [
        { sends: ['PUT', '/admin/loggers/org.kcctl', { level: 'DEBUG' }], needs: 200, reads: ['org.kcctl'] },
        { sends: ['GET', '/admin/loggers/org.kcctl'], needs: 200, reads: partial({ level: 'DEBUG' }) },
        version,
        { sends: ['PUT', '/admin/loggers/org.kcctl?scope=cluster', { level: 'INFO' }], needs: 204 },
      ],
    },
    {
      line: 'kcctl delete connector k1',
      requests: [{ sends: ['DELETE', '/connectors/k1'], needs: 204 }],
    },
  ]
}

const send = async (served: Served, { sends, needs, reads }: KcctlRequest): Promise<void> => {
  await served.settle?.()
  const answer = await served.request(...sends)
  expect([sends.slice(0, 2).join(' '), answer.status]).toEqual([sends.slice(0, 2).join(' '), needs])
  if (reads !== undefined) expect(JSON.parse(answer.text)).toEqual(reads)
}

/** Replays what kcctl sends for each of its commands. */
export const kcctlCommands = (where: string, served: () => Served) =>
  describe(`kcctl ${where}`, () => {
    test('gets what it reads of each answer', { timeout: 120_000 }, async () => {
      for (const { line, requests } of commands(served()))
        for (const request of requests) {
          const sent = () => send(served(), request)
          const done = request.again
            ? vi.waitFor(sent, { timeout: served().patience, interval: 100 })
            : sent()
          await done.catch((error: Error) => {
            error.message = `${line}: ${error.message}`
            throw error
          })
        }
    })
  })
