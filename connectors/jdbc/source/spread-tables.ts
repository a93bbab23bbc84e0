import { createHash } from 'node:crypto'

const weight = (name: string, task: number): string =>
  createHash('sha1').update(`${task} ${name}`).digest('hex')

/**
 * As many tables to each task, give or take one; each to the task that it weighs most for and that has room, so that most
 * stay where they are when others come and go.
 */
export const spreadTables = (names: readonly string[], maxTasks: number): readonly (readonly string[])[] => {
  const count = Math.min(names.length, maxTasks)
  const tasks = Array.from({ length: count }, (_, n) => ({
    room: Math.floor(names.length / count) + (n < names.length % count ? 1 : 0),
    names: [] as string[],
  }))
  for (const name of names) {
    const byWeight = tasks
      .map((task, n) => ({ task, weight: weight(name, n) }))
      .toSorted((a, b) => (a.weight < b.weight ? 1 : -1))
    byWeight.find(({ task }) => task.names.length < task.room)?.task.names.push(name)
  }
  return tasks.map(task => task.names)
}
