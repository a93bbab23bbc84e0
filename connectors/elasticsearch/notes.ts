import type { SinkSettings } from './settings.ts'

/** How a configuration is taken that people copy for topics without keys. */
export const idNotes = function* ({ action }: Pick<SinkSettings, 'action'>): Iterable<string> {
  if (action.idOf('') === 'key')
    yield 'the id of a document is the key of its record; of a record without a key it is topic+partition+offset (key.ignore=true: of all)'
}
