import type { ConfigProvider } from '../../functions/runtime/ports/config-provider.ts'

/** A config provider that has these values, under every path, and keeps what it was asked. */
export const fixedProvider = (values: Record<string, string>) => {
  const asked: (readonly [path: string, ...keys: string[]])[] = []
  const provider: ConfigProvider = {
    get: async (path, keys) => {
      asked.push([path, ...keys])
      return new Map(Object.entries(values).filter(([key]) => keys.includes(key)))
    },
  }
  return { provider, asked, values }
}
