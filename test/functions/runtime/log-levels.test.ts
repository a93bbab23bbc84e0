import { describe, expect, test } from 'vitest'
import { leveledLog, setLoggerLevel } from '../../../functions/runtime/log-levels.ts'
import type { LogEntry } from '../../../functions/runtime/ports/log.ts'
import { memoryStore } from '../../helpers/memory-table.ts'

const opened = () => {
  const table = memoryStore().open()
  const written: string[] = []
  const log = leveledLog(table, entry => void written.push(entry.message))
  return { table, written, say: (entry: LogEntry) => log(entry) }
}

const entry = (message: string, connector?: string): LogEntry => ({
  level: 'ERROR',
  message,
  ...(connector !== undefined && { connector }),
})

describe('levels of loggers', () => {
  test('let everything through at first that there is', async () => {
    const { say, written } = opened()
    await say({ ...entry('a'), level: 'INFO' })
    await say(entry('b', 's1'))
    expect(written).toEqual(['a', 'b'])
  })

  test('hold for one connector, for all of them, and as they are now', async () => {
    const { table, say, written } = opened()
    await setLoggerLevel(table, 'org.apache.kafka.connect.s1', 'FATAL')
    await say(entry('left out', 's1'))
    await say(entry('of another', 's2'))
    await setLoggerLevel(table, 'org.apache.kafka.connect', 'FATAL')
    await say(entry('left out', 's2'))
    await setLoggerLevel(table, 'org.apache.kafka.connect', 'ERROR')
    await say(entry('again', 's1'))
    expect(written).toEqual(['of another', 'again'])
  })

  test('do not silence anything when they cannot be read', async () => {
    const written: string[] = []
    const table = memoryStore().open(async () => {
      throw new Error('no table')
    })
    await leveledLog(table, ({ message }) => void written.push(message))(entry('a'))
    expect(written).toEqual(['a'])
  })
})
