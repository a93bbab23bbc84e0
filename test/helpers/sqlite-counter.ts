import { writeSync } from 'node:fs'
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { openSqliteTable } from '../../functions/adapters/state/sqlite-table.ts'
import type { Table } from '../../functions/runtime/ports/table.ts'

/** Counts the one item of `file` up by conditional writes, beside others that do the same. */
const countUp = async (table: Table, counted: (n: number) => boolean) => {
  const key = { pk: 'counter', sk: 'counter' }
  let n: number | undefined
  for (;;) {
    const next: number = (n ?? 0) + 1
    const { ok, item } = await table.write({ kind: 'count', key, when: { n }, set: { n: next } })
    n = Number(item?.attributes.n)
    if (ok && !counted(n)) return
  }
}

/** A thread: `{ file, times }` in `workerData`; posts `true` when done. */
const runThread = async ({ file, times }: { file: string; times: number }) => {
  const table = openSqliteTable({ file })
  let left = times
  await countUp(table, () => --left > 0)
  await table.close()
  parentPort?.postMessage(true)
}

/** A process: the file as argument; prints each number when it is acknowledged, until it is killed. */
const runProcess = (file: string) =>
  countUp(openSqliteTable({ file }), n => {
    writeSync(1, `${n}\n`)
    return true
  })

if (!isMainThread) await runThread(workerData)
else await runProcess(process.argv[2] ?? '')
