import { expect, it } from 'vitest'
import { jsonLog } from '../../../../functions/adapters/log/json-log.ts'

it('writes one JSON object a line, whatever the trace has', () => {
  const lines: string[] = []
  const log = jsonLog({ function: 'connect-plan', write: line => lines.push(line), now: () => 0 })
  const entry = { level: 'ERROR', message: 'The task has failed', trace: 'Error: a\n  at b\n"c"' } as const
  const subject = { connector: 'archive', task: 0, epoch: 4, invocation: 'execution:1#2' }
  log({ ...entry, ...subject })
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatch(/^[^\n]*\n$/)
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    timestamp: '1970-01-01T00:00:00.000Z',
    function: 'connect-plan',
    ...entry,
    ...subject,
  })
})
