import { ConnectError, defineConfig, defineSource, long, STRING, string } from '../../connectors/sdk/index.ts'

/** What a URL answers, once a minute, as a record each. */
export const httpSource = defineSource({
  classes: ['com.example.HttpSourceConnector'],
  version: '1.0.0',
  config: defineConfig({
    url: string({ importance: 'HIGH', doc: 'What is asked.' }),
    topic: string({ importance: 'HIGH', doc: 'Where the answers go.' }),
    'interval.ms': long({ default: 60_000, importance: 'LOW', doc: 'Time between two questions, ms.' }),
  }),
  plan: ({ url }) => ({ tasks: [{ partitions: [{ url }] }] }),
  open: ({ config: { url, topic, 'interval.ms': again }, signal }) => ({
    async *read() {
      const answer = await fetch(url, { signal })
      if (!answer.ok) throw new ConnectError('EXTERNAL', `${url} answered ${answer.status}`)
      const key = { schema: undefined, value: null }
      const value = { schema: STRING, value: await answer.text() }
      yield { records: [{ topic, key, value, headers: [], partition: { url }, offset: { at: Date.now() } }] }
      return { again }
    },
    close: async () => {},
  }),
})
