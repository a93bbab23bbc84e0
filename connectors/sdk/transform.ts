import type { ConnectRecord } from './record.ts'

/** One step of the chain between connector and converter. `null` drops the record. A throw blames the record. */
export interface Transform {
  apply<R extends ConnectRecord>(record: R): R | null
}
