import { expect } from 'vitest'
import { parseConfig } from '../../connectors/sdk/config.ts'
import type { ConverterDefinition, HeaderConverterDefinition } from '../../connectors/sdk/converter.ts'
import { OPTIONAL_BYTES, OPTIONAL_STRING } from '../../connectors/sdk/schema.ts'
import type { Check, Checked } from './registry-checks.ts'

const text = 'käse 💡'
const bytes = new TextEncoder().encode(text)
const sides = [true, false]

const configOf = ({ plugin, sample }: Checked<ConverterDefinition | HeaderConverterDefinition>) =>
  parseConfig(plugin.config, sample)

export const converterChecks: readonly Check<ConverterDefinition>[] = [
  {
    name: 'keeps null',
    run: checked => {
      for (const isKey of sides) {
        const converter = checked.plugin.open(configOf(checked), { isKey })
        expect(converter.fromConnect('t', { schema: undefined, value: null })).toBeNull()
        expect(converter.toConnect('t', null).value).toBeNull()
      }
    },
  },
  {
    name: 'converts what it lets pass to the same, both ways',
    run: checked => {
      for (const isKey of sides) {
        const { passes, looksInto, ...converter } = checked.plugin.open(configOf(checked), { isKey })
        if (passes === undefined) continue
        expect(looksInto?.(bytes, 0, bytes.length) ?? false).toBe(false)
        const read = converter.toConnect('t', bytes).value
        expect(read instanceof Uint8Array ? Buffer.from(read).toString() : read).toBe(text)
        const datum =
          passes === 'string'
            ? { schema: OPTIONAL_STRING, value: text }
            : { schema: OPTIONAL_BYTES, value: bytes }
        expect(Buffer.from(converter.fromConnect('t', datum) ?? []).toString()).toBe(text)
      }
    },
  },
]

/** What is written; `undefined`: it is not for such values. */
const attempt = (write: () => Uint8Array | null): Uint8Array | null | undefined => {
  try {
    return write()
  } catch (error) {
    expect(error).toMatchObject({ code: 'DATA' })
    return undefined
  }
}

export const headerConverterChecks: readonly Check<HeaderConverterDefinition>[] = [
  {
    name: 'keeps null, and text if it takes that',
    run: checked => {
      const converter = checked.plugin.open(configOf(checked), { isKey: false })
      expect(converter.toConnect('t', 'h', null).value).toBeNull()
      const written = attempt(() => converter.fromConnect('t', 'h', { schema: OPTIONAL_STRING, value: text }))
      if (written !== undefined) expect(converter.toConnect('t', 'h', written).value).toBe(text)
    },
  },
]
