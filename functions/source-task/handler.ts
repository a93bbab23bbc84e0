import { runGroups, taskLeft } from '../lambda/run-group.ts'
import { openRuntime } from '../lambda/runtime.ts'
import { sourceTask } from './source-task.ts'

export const handler = runGroups(openRuntime(), taskLeft(sourceTask))
