import { expect } from 'vitest'
import { generated } from '../exchanges/connectors.ts'
import type { Place } from '../exchanges/exchange.ts'
import { type KcctlCommand, partial, text, version } from './command.ts'

/** What asks about the cluster and its plugins. */
export const pluginCommands = (place: Place): readonly KcctlCommand[] => {
  const config = generated(place)
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
  ]
}
