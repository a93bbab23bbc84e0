import type { ObjectStore, StoreTarget } from './object-store.ts'

/** One store for each target, opened when it is first needed. */
export const lazyStores = (openStore: (target: StoreTarget) => ObjectStore) => {
  const opened = new Map<string, ObjectStore>()
  return {
    of: (target: StoreTarget) => {
      const name = JSON.stringify(target)
      const store = opened.get(name) ?? openStore(target)
      opened.set(name, store)
      return store
    },
    close: () => {
      for (const store of opened.values()) store.close()
    },
  }
}
