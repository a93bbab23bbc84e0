import { gunzipSync, gzipSync } from 'node:zlib'
import {
  ConnectError,
  defineConfig,
  defineConverter,
  int,
  OPTIONAL_STRING,
} from '../../connectors/sdk/index.ts'

/** Text, compressed. */
export const gzipConverter = defineConverter({
  classes: ['com.example.GzipConverter'],
  version: '1.0.0',
  config: defineConfig({
    level: int({ default: 6, importance: 'LOW', doc: 'How hard to try: 1 to 9.' }),
  }),
  open: ({ level }) => ({
    fromConnect: (_topic, { value }) => {
      if (value === null) return null
      if (typeof value !== 'string') throw new ConnectError('DATA', `Got a ${typeof value}, allowed is text`)
      return gzipSync(value, { level })
    },
    toConnect: (_topic, bytes) => ({
      schema: OPTIONAL_STRING,
      value: bytes === null ? null : gunzipSync(bytes).toString(),
    }),
  }),
})
