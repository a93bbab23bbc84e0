import { defineConfig, string } from '../../../../connectors/sdk/config.ts'
import type { SinkRecord } from '../../../../connectors/sdk/record.ts'
import { defineSink, type SinkContext, type SinkWriter } from '../../../../connectors/sdk/sink.ts'
import { openScene, type SceneOptions } from './scene.ts'

const config = defineConfig({
  'scripted.secret': string({ default: '', importance: 'LOW', doc: 'whatever a test likes' }),
})

type Context = SinkContext<{ readonly 'scripted.secret': string }>
/** What the test says of the writer; everything else does as if all were durable. */
type Script = (context: Context) => Partial<SinkWriter>

const scriptedSink = (script: Script) =>
  defineSink({
    classes: ['com.example.ScriptedSink'],
    version: '1',
    config,
    open: context => ({
      failureEffect: 'nothing',
      write: async () => {},
      flush: async () => ({}),
      close: async () => {},
      ...script(context),
    }),
  })

interface SinkSceneOptions extends Omit<SceneOptions, 'plugins'> {
  readonly config?: Readonly<Record<string, string>>
}

/** A scene with a scripted sink that is not created yet. */
export const sinkSceneBefore = (script: Script, { config, ...options }: SinkSceneOptions = {}) => {
  const scene = openScene({ ...options, plugins: [scriptedSink(script)] })
  const created = { name: 'archive', 'connector.class': 'com.example.ScriptedSink', topics: 't', ...config }
  return {
    ...scene,
    created,
    begin: () => scene.create('sink', created),
    run: (limits: Parameters<typeof scene.runSink>[2] = {}) => scene.runSink('archive', 0, limits),
    /** next offset to read of a partition, as stored */
    stored: async (topic = 't', partition = 0) => {
      const { progress } = await scene.task('archive')
      return progress[`{"kafka_partition":${partition},"kafka_topic":"${topic}"}`]
    },
  }
}

/** A connector `archive` that reads topic `t`, which has these values in batches, planned and ready to run. */
export const sinkScene = async (
  batches: readonly (readonly (string | null)[])[],
  script: Script,
  options: SinkSceneOptions = {},
) => {
  const scene = sinkSceneBefore(script, options)
  await scene.cluster.append('t', [])
  for (const values of batches) await scene.cluster.append('t', values)
  await scene.begin()
  return scene
}

export const valuesOf = (records: readonly SinkRecord[]): readonly unknown[] =>
  records.map(({ value }) => value.value)

/** A writer that keeps what it is given. */
export const collecting = () => {
  const records: SinkRecord[] = []
  return {
    records,
    values: () => valuesOf(records),
    writer: {
      write: async (written: readonly SinkRecord[]) => {
        records.push(...written)
      },
    },
  }
}
