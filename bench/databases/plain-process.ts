import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Flow } from '../measures.ts'
import { treeUsage } from '../process-tree.ts'
import { watchProgress } from '../progress.ts'
import type { Route, RunPlace } from './route.ts'

const script = join(import.meta.dirname, 'plain/run.ts')

/** It ends when this process does, since it is connected with it. */
const startLoop = async (task: unknown): Promise<ChildProcess> => {
  const child = fork(script, [JSON.stringify(task)])
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the plain loop ended with ${code} before it was connected`)
  })
  await Promise.race([once(child, 'message'), ended])
  ended.catch(() => undefined)
  return child
}

const countWhile = (child: ChildProcess, count: () => Promise<number>) => () => {
  if (child.exitCode !== null) throw new Error(`the plain loop ended with ${child.exitCode}`)
  return count()
}

/** The time runs from when it is told to begin, connected. */
export const measurePlainLoop = async (route: Route, place: RunPlace): Promise<Flow> => {
  const child = await startLoop(route.plain(place))
  const pid = child.pid ?? 0
  try {
    const before = treeUsage(pid).cpu
    child.send('begin')
    const progress = await watchProgress({
      count: countWhile(child, () => route.count(place)),
      target: place.rows,
      interval: route.interval,
      describe: async () => 'the plain loop waits',
    })
    const cpu = treeUsage(pid).cpu - before
    return { ...progress, cpuPerRecord: (cpu * 1e6) / place.rows }
  } finally {
    if (child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit')
  }
}
