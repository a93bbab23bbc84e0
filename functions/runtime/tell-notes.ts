import type { Runtime } from './runtime.ts'
import type { ConnectorItem } from './state/items.ts'

/** Says in the log how a configuration is taken, once for each set of notes; resolves to what to store of it. */
export const tellNotes = async (
  { log, host }: Pick<Runtime, 'log' | 'host'>,
  { name, notes: told = [] }: ConnectorItem,
  notes: readonly string[] = told,
): Promise<Pick<ConnectorItem, 'notes'>> => {
  if (told.join('\n') === notes.join('\n')) return {}
  for (const message of notes.filter(each => !told.includes(each)))
    await log({ level: 'WARN', message, connector: name, invocation: host })
  return { notes }
}
