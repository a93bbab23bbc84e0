/**
 * Where values that configurations refer to as `${provider:[path:]key}` come from: an environment, files, a store of
 * secrets. Asked each time that a configuration is used, so nothing is kept between calls.
 */
export interface ConfigProvider {
  /**
   * The values of `keys` under `path`, as they are now; `path` is empty when a reference has none. The reference to a
   * key that is left out stays as it is. Rejects with a `ConnectError` whose text and causes never hold a value.
   */
  get(path: string, keys: readonly string[]): Promise<ReadonlyMap<string, string>>
}

/** By the names that references begin with. */
export type ConfigProviders = ReadonlyMap<string, ConfigProvider>
