import type { ConfigDef, ConfigOf } from '../sdk/config.ts'
import type { Problem } from '../sdk/problem.ts'
import { defineSink } from '../sdk/sink.ts'
import type { SinkSettings } from './settings.ts'

interface Keys<D extends ConfigDef> {
  readonly className: string
  readonly title: string
  readonly summary: string
  readonly config: D
  readonly problems: (config: ConfigOf<D>) => Iterable<Problem>
  readonly settings: (config: ConfigOf<D>) => SinkSettings
}

/** How a configuration is taken that people copy for topics without keys. */
const idNotes = function* ({ action }: SinkSettings): Iterable<string> {
  if (action.idOf('') === 'key')
    yield 'the id of a document is the key of its record; of a record without a key it is topic+partition+offset (key.ignore=true: of all)'
}

/** One sink under the keys of several vendors. */
export const searchSink = <const D extends ConfigDef>({ settings, problems, ...keys }: Keys<D>) =>
  defineSink({
    classes: [keys.className],
    version: '0.1.0',
    docs: {
      title: keys.title,
      summary: keys.summary,
      delivers: 'at least once',
      residue:
        'nothing twice where ids are keys or offsets, as a document is written again under its id; with ids that the server makes, documents that were written before',
    },
    config: keys.config,
    notes: config => idNotes(settings(config)),
    validate: problems,
    probe: async function* (config, { signal }) {
      const { probeServers } = await import('./probe.ts')
      yield* probeServers(settings(config), signal)
    },
    open: async ({ config, ...context }) => {
      const { createWriter } = await import('./writer.ts')
      return createWriter(settings(config), context)
    },
  })
