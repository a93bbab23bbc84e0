import { createKafka } from '../../../functions/adapters/kafka/kafka.ts'
import { openSqliteTable } from '../../../functions/adapters/state/sqlite-table.ts'
import { systemClock } from '../../../functions/adapters/system-clock.ts'
import { plan } from '../../../functions/plan/plan.ts'
import type { Runtime } from '../../../functions/runtime/runtime.ts'
import { sourceTask } from '../../../functions/source-task/source-task.ts'
import { localPlugins } from '../../../infra/local/local-plugins.ts'

// a process that runs slices of one source task, with short times, until it is killed
const [file = '', bootstrap = '', connector = ''] = process.argv.slice(2)
const call = 1_500

const kafka = createKafka({
  brokers: [bootstrap],
  clientId: `runner-${process.pid}`,
  connectionTimeout: call,
  requestTimeout: call,
  retryTimeout: call,
})
const runtime: Runtime = {
  table: openSqliteTable({ file, synchronous: 'NORMAL' }),
  kafka,
  plugins: await localPlugins({}),
  configProviders: new Map(),
  clock: systemClock,
  metrics: { put: () => undefined },
  log: () => undefined,
  timing: { lease: 4_000, renew: 800, checkpoint: 400, call, dispatch: 10_000, margin: 1_000 },
  worker: { 'offset.storage.partitions': '3' },
  poll: { min: 50, max: 100 },
  host: `runner-${process.pid}`,
  memory: 16 * 1024 * 1024,
}

for (;;) {
  await plan(runtime)({ version: 1, role: 'plan', connector })
  const run = { version: 1, role: 'source', connector, task: 0 }
  const result = await sourceTask(runtime)(run, { deadline: systemClock.now() + 3_000 })
  process.send?.(result)
  await systemClock.sleep(20)
}
