import { setFlagsFromString } from 'node:v8'

/**
 * V8 counts buffers when it decides when to mark its heap, and a task's heap is small: by default it marks once per 16 MB
 * that pass through, which takes a third of the CPU time of a run that converts records. The limits of the heap hold all
 * the same. For the whole process; threads that are there already take it too.
 */
export const markHeapRarely = (): void => setFlagsFromString('--heap-growing-percent=400')
