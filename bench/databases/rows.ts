/** A row of the tables that are measured, by its number from 1 on; the databases make the same ones in SQL. */
export interface Row {
  readonly id: number
  readonly customer: string
  readonly email: string
  readonly quantity: number
  readonly price: number
  readonly active: boolean
  /** ms since the epoch */
  readonly created: number
  readonly note: string
}

export const note = 'deliver between nine and five, ring twice'
/** 2026-01-01, UTC */
export const firstDay = 1_767_225_600_000

const rowOf = (id: number): Row => ({
  id,
  customer: `customer ${id % 10_000}`,
  email: `customer${id % 10_000}@example.com`,
  quantity: id % 100,
  price: (id % 1_000_000) / 100,
  active: id % 3 === 0,
  created: firstDay + id * 1_001,
  note,
})

const decimal = {
  type: 'bytes',
  name: 'org.apache.kafka.connect.data.Decimal',
  version: 1,
  parameters: { scale: '2', 'connect.decimal.precision': '10' },
}
const timestamp = { type: 'int64', name: 'org.apache.kafka.connect.data.Timestamp', version: 1 }

const fields = [
  { field: 'id', type: 'int64' },
  { field: 'customer', type: 'string' },
  { field: 'email', type: 'string' },
  { field: 'quantity', type: 'int32' },
  { field: 'price', ...decimal },
  { field: 'active', type: 'boolean' },
  { field: 'created', ...timestamp },
  { field: 'note', type: 'string' },
]

const schema = {
  type: 'struct',
  name: 'orders',
  optional: false,
  fields: fields.map(each => ({ optional: false, ...each })),
}

/** What the JSON converter reads with schemas, decimals being numbers. */
export const jsonWithSchema = (id: number): string => JSON.stringify({ schema, payload: rowOf(id) })

export const json = (id: number): string => JSON.stringify(rowOf(id))

/** The converter of all, in both directions; the databases' sinks need schemas. */
export const converter = (schemas: boolean): Readonly<Record<string, string>> => ({
  'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
  'value.converter.schemas.enable': String(schemas),
  'value.converter.decimal.format': 'NUMERIC',
})

/** Rejects unless these are the rows 1 to `count`, in order. */
export const compareRows = (values: readonly Buffer[], count: number): void => {
  if (values.length !== count) throw new Error(`${values.length} rows arrived where there are ${count}`)
  for (const [index, value] of values.entries()) {
    const got: Partial<Row> = JSON.parse(value.toString())
    const wanted = rowOf(index + 1)
    // as texts: numbers of 64 bits and decimals are such in a driver's hands
    const numbers = ['id', 'quantity', 'price'] as const
    const same = got.email === wanted.email && numbers.every(name => Number(got[name]) === wanted[name])
    if (!same) throw new Error(`row ${index + 1} is ${value}, not ${JSON.stringify(wanted)}`)
  }
}
