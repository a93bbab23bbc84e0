import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createKafka } from '../../../functions/adapters/kafka/kafka.ts'
import { openSqliteTable } from '../../../functions/adapters/state/sqlite-table.ts'
import { createConnector } from '../../../functions/runtime/state/connectors.ts'
import { growingFile } from '../../chaos/growing-file.ts'
import { checkTopic } from '../../helpers/verdict.ts'
import { readTopic } from '../kafka/read-topic.ts'

const script = join(import.meta.dirname, 'runner.ts')

export interface ScenarioOptions {
  readonly dir: string
  readonly bootstrap: string
  readonly name: string
  readonly lines: number
  readonly config?: Readonly<Record<string, string>>
}

/** A growing file that goes to a topic exactly once, by processes that tests end as they like. */
export const openScenario = async ({ dir, bootstrap, name, lines, config = {} }: ScenarioOptions) => {
  const [state, input] = [join(dir, `${name}.sqlite`), join(dir, `${name}.txt`)]
  const kafka = createKafka({ brokers: [bootstrap], clientId: name })
  const table = openSqliteTable({ file: state, synchronous: 'NORMAL' })
  const file = growingFile(input, lines)
  await file.growTo(0, 0)
  await kafka.createTopic({ name, partitions: 1 })
  const string = 'org.apache.kafka.connect.storage.StringConverter'
  const settings = {
    name,
    'connector.class': 'FileStreamSource',
    file: input,
    topic: name,
    'key.converter': string,
    'value.converter': string,
    'exactly.once.support': 'required',
    'offsets.storage.topic': `${name}-offsets`,
    ...config,
  }
  await createConnector(table, { name, type: 'source', config: settings, wanted: 'RUNNING' })
  const runners = new Set<ChildProcess>()
  const committed = async () =>
    (await readTopic(kafka, { topic: name })).map(({ value }) => Buffer.from(value ?? ''))

  return {
    name,
    kafka,
    file,
    committed,
    start: (): ChildProcess => {
      const runner = fork(script, [state, bootstrap, name], {
        execArgv: ['--disable-warning=TimeoutNegativeWarning'],
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      })
      runners.add(runner)
      return runner
    },
    kill: async (runner: ChildProcess) => {
      const exited = new Promise(resolve => runner.once('exit', resolve))
      runner.kill('SIGKILL')
      await exited
      runners.delete(runner)
    },
    /** Resolves when all lines are there, each once and in order; rejects otherwise, or after `ms`. */
    untilWhole: async (ms: number) => {
      const until = Date.now() + ms
      let values = await committed()
      while (values.length < lines && Date.now() < until) {
        await sleep(500)
        values = await committed()
      }
      return checkTopic(values, lines)
    },
    /** the end of the topic, uncommitted records and markers included */
    end: async () => (await kafka.offsets([{ topic: name, partition: 0 }], 'latest'))[0]?.offset ?? 0,
    /** how far those get who read committed records only */
    stableEnd: async () => {
      const positions = [{ topic: name, partition: 0, offset: 0 }]
      const reader = await kafka.reader({ positions, isolation: 'read_committed' })
      while (reader.ends().length === 0) await reader.poll(100)
      const [end] = reader.ends()
      await reader.close()
      return end?.offset ?? 0
    },
    close: async () => {
      for (const runner of runners) runner.kill('SIGKILL')
      await table.close()
      await kafka.close()
    },
  }
}

export type Scenario = Awaited<ReturnType<typeof openScenario>>
