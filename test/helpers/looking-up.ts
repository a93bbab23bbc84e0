import { defineConfig } from '../../connectors/sdk/config.ts'
import { defineConverter, Pending } from '../../connectors/sdk/converter.ts'
import { OPTIONAL_STRING } from '../../connectors/sdk/schema.ts'

/**
 * A converter of texts that has to look each of them up once; `lookUp` does it. What it rejects with is the text's
 * error, each time that it is asked for.
 */
export const lookingUp = (lookUp: (text: string) => Promise<void>, { forgets = false } = {}) => {
  const known = new Set<string>()
  const asked: string[] = []
  const ask = (text: string): string => {
    if (known.has(text)) return text
    asked.push(text)
    throw new Pending(lookUp(text).then(() => forgets || known.add(text)))
  }
  const converter = defineConverter({
    classes: ['com.example.LookUpConverter'],
    version: '1',
    config: defineConfig({}),
    open: () => ({
      fromConnect: (_, { value }) => (value === null ? null : Buffer.from(ask(String(value)))),
      toConnect: (_, bytes) => ({
        schema: OPTIONAL_STRING,
        value: bytes === null ? null : ask(Buffer.from(bytes).toString()),
      }),
    }),
  })
  return { converter, asked: asked as readonly string[] }
}
