import { type KcctlCommand, message, partial, version } from './command.ts'

/** Offsets of `k1`, loggers, and the end of `k1`. */
export const offsetCommands: readonly KcctlCommand[] = [
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
