import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Sorted, for a class data archive holds only for the class path it was made with. */
export const classPath = (folder: string): string =>
  readdirSync(folder)
    .filter(file => file.endsWith('.jar'))
    .sort()
    .map(file => join(folder, file))
    .join(':')
