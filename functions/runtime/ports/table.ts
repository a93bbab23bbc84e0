/** Plain JSON: what an item's attribute may hold. Offsets stand in it as JSON text, so that int64 survive. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

export interface ItemKey {
  readonly pk: string
  readonly sk: string
}

/** Attributes by name, without the key's. */
export type Attributes = Readonly<Record<string, Json>>
export type Item = ItemKey & { readonly attributes: Attributes }

/**
 * A conditional change of one item, created when missing. `when`: every attribute named must equal the value given;
 * `undefined`: must be absent (also of an item that does not exist). `set`: attributes to replace; `undefined` removes.
 * Only scalars can be compared. `kind` names the write for tests, traces and metrics.
 */
export interface Write {
  readonly kind: string
  readonly key: ItemKey
  readonly when: Readonly<Record<string, string | number | boolean | undefined>>
  readonly set: Readonly<Record<string, Json | undefined>>
}

/** `at`: the table's clock when it answered, ms since the epoch, never ahead of it and at most `clockError` behind. */
interface Answer {
  readonly at: number
}

/**
 * The state table. Every read but `due` is consistent. A call that is refused for its condition answers; one that
 * fails rejects with `ConnectError('STATE', …)`, and may still have been applied, or be applied later.
 * Throttles are retried inside, within the call's time limit.
 */
export interface Table {
  /** how far `at` may lie behind the true time, ms */
  readonly clockError: number
  get(key: ItemKey): Promise<Answer & { readonly item: Item | undefined }>
  /** all items of a partition whose sort key begins with `prefix`, in the sort key's order */
  query(pk: string, prefix?: string): Promise<Answer & { readonly items: readonly Item[] }>
  /** `item`: as it is now, changed or not */
  write(write: Write): Promise<Answer & { readonly ok: boolean; readonly item: Item | undefined }>
  /** all or none, at most 100, each of another item */
  transact(writes: readonly Write[]): Promise<Answer & { readonly ok: boolean }>
  /** Keys of items whose numeric attribute `dueAt` is at most `before`, oldest first. A hint: it may be stale. */
  due(before: number, limit: number): Promise<Answer & { readonly keys: readonly ItemKey[] }>
  close(): Promise<void>
}
