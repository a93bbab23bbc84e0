declare module 'pg-cursor' {
  import type { Connection, FieldDef, Submittable } from 'pg'

  export interface CursorConfig {
    readonly rowMode: 'array'
    readonly types: { getTypeParser(oid: number, format?: string): (value: string) => unknown }
  }

  /** Rows of a portal, so many at a time. */
  export default class Cursor implements Submittable {
    constructor(text: string, values: readonly unknown[], config: CursorConfig)
    submit(connection: Connection): void
    read(
      maxRows: number,
      callback: (
        error: Error | undefined,
        rows: unknown[][],
        result: { readonly fields: FieldDef[] },
      ) => void,
    ): void
    close(callback: (error?: Error) => void): void
  }
}
