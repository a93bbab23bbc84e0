import { defineConfig, string } from '../../../../connectors/sdk/config.ts'
import type { SourceRecord } from '../../../../connectors/sdk/record.ts'
import {
  defineSource,
  type Source,
  type SourceBatch,
  type SourceContext,
  type SourceReader,
} from '../../../../connectors/sdk/source.ts'
import { openScene, type SceneOptions } from './scene.ts'

const config = defineConfig({
  'scripted.secret': string({ default: '', importance: 'LOW', doc: 'whatever a test likes' }),
})

type ScriptContext = SourceContext<{ readonly 'scripted.secret': string }>
type Script = (context: ScriptContext) => Partial<SourceReader> & Pick<SourceReader, 'read'>

/** A source that does what the test says. */
const scriptedSource = (script: Script, plan?: Source<typeof config>['plan']) =>
  defineSource({
    classes: ['com.example.ScriptedSource'],
    version: '1',
    config,
    exactlyOnce: () => true,
    transactionBoundaries: () => true,
    plan: plan ?? (() => ({ tasks: [{ partitions: [{ p: 'a' }, { p: 'b' }] }] })),
    open: context => ({ close: async () => {}, ...script(context) }),
  })

/** A connector `numbers` of a scripted source, planned and ready to run. */
export const sourceScene = async (
  script: Script,
  options: Omit<SceneOptions, 'plugins'> & {
    readonly config?: Readonly<Record<string, string>>
    readonly plan?: Source<typeof config>['plan']
  } = {},
) => {
  const { config: properties, plan, ...rest } = options
  const scene = openScene({ ...rest, plugins: [scriptedSource(script, plan)] })
  const created = { name: 'numbers', 'connector.class': 'com.example.ScriptedSource', ...properties }
  await scene.create('source', created)
  return {
    ...scene,
    created,
    run: (limits: Parameters<typeof scene.runSource>[2] = {}) => scene.runSource('numbers', 0, limits),
  }
}

/** A record of source partition `p`, for the topic of the same name unless told otherwise. */
export const numbered = (p: string, offset: number, over: Partial<SourceRecord> = {}): SourceRecord => ({
  topic: `topic-${p}`,
  key: { schema: undefined, value: null },
  value: { schema: undefined, value: `${p}${offset}` },
  headers: [],
  timestamp: 1_700_000_000_000,
  partition: { p },
  offset: { n: offset },
  ...over,
})

export const batchOf = (p: string, ...offsets: readonly number[]): SourceBatch => ({
  records: offsets.map(offset => numbered(p, offset)),
})

/** Hands these batches over in the first pass, and nothing in later ones. */
export const once = (...batches: readonly SourceBatch[]): SourceReader['read'] => {
  let left = batches
  return async function* () {
    const now = left
    left = []
    yield* now
    return undefined
  }
}
