import { runGroups, taskLeft } from '../lambda/run-group.ts'
import { openRuntime } from '../lambda/runtime.ts'
import { sinkTask } from './sink-task.ts'

export const handler = runGroups(openRuntime(), taskLeft(sinkTask))
