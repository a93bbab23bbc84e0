import type { ConnectRecord, Datum } from '../sdk/record.ts'

/** Which of a record's data a transformation works on: the classes `…$Key` and `…$Value`. */
export type Side = 'key' | 'value'

/** The class of a transformation of one side. */
export const classOf = (name: string, side: Side): string =>
  `org.apache.kafka.connect.transforms.${name}$${side === 'key' ? 'Key' : 'Value'}`

/** The same record with another key or value. */
export const withDatum = <R extends ConnectRecord>(record: R, side: Side, datum: Datum): R =>
  side === 'key' ? { ...record, key: datum } : { ...record, value: datum }
