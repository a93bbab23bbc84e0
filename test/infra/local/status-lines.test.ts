import { expect, test } from 'vitest'
import { setLoggerLevel } from '../../../functions/runtime/log-levels.ts'
import { createConnector, deleteConnector, setWanted } from '../../../functions/runtime/state/connectors.ts'
import { connectorKey } from '../../../functions/runtime/state/items.ts'
import { statusLines, warningLines } from '../../../infra/local/status-lines.ts'
import { memoryStore } from '../../helpers/memory-table.ts'

const opened = async () => {
  const table = memoryStore().open()
  const lines: string[] = []
  const changed = statusLines(table, line => void lines.push(line))
  await createConnector(table, { name: 's1', type: 'source', config: {}, wanted: 'RUNNING' })
  const becomes = async (state: string, trace = '') => {
    await table.write({ kind: 'test', key: connectorKey('s1'), when: {}, set: { status: { state, trace } } })
    await changed('s1')
  }
  return { table, lines, changed, becomes }
}

test('each change of state is a line, once', async () => {
  const { table, lines, changed, becomes } = await opened()
  await changed('s1')
  await becomes('RUNNING')
  await changed('s1')
  await becomes('FAILED', 'Error: no file\nat once')
  await becomes('RUNNING')
  await setWanted(table, 's1', 'PAUSED')
  await changed('s1', new Error('out of memory\n…'))
  await deleteConnector(table, 's1')
  await changed('s1')
  expect(lines).toEqual([
    's1: RUNNING',
    's1: FAILED, tried again by itself. Error: no file',
    's1: RUNNING',
    's1: a run was lost and is started again. out of memory',
    's1: PAUSED',
    's1: deleted',
  ])
})

test('levels of loggers leave lines out', async () => {
  const { table, lines, becomes } = await opened()
  await setLoggerLevel(table, 'org.apache.kafka.connect.s1', 'ERROR')
  await becomes('RUNNING')
  await becomes('FAILED', 'Error: no file')
  await setLoggerLevel(table, 'root', 'FATAL')
  await becomes('FAILED', 'Error: another file')
  expect(lines).toEqual(['s1: FAILED, tried again by itself. Error: no file'])
})

test('each warning is a line, once for all threads', () => {
  const lines: string[] = []
  const warned = warningLines(line => void lines.push(line))
  for (const invocation of ['thread 1', 'thread 2'])
    warned({ level: 'WARN', connector: 's1', message: 'no key', invocation })
  warned({ level: 'WARN', connector: 's2', message: 'no key' })
  warned({ level: 'WARN', message: 'a key that nobody reads' })
  expect(lines).toEqual(['s1: no key', 's2: no key', 'a key that nobody reads'])
})
