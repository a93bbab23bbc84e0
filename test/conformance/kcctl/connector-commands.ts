import { expect } from 'vitest'
import { generated } from '../exchanges/connectors.ts'
import type { Place } from '../exchanges/exchange.ts'
import { type KcctlCommand, type KcctlRequest, partial, refusal, status, text, version } from './command.ts'

/** From the creation of `k1` on, all but what is about its offsets. */
export const connectorCommands = (place: Place): readonly KcctlCommand[] => {
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
  ]
}
