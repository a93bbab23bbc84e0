import { boolean, string } from '../../sdk/config.ts'
import { oneOf, oneOfIgnoringCase, optional } from '../../sdk/validators.ts'

const database = { group: 'Database' } as const
const connector = { group: 'Connector' } as const

const numericMappings = ['none', 'precision_only', 'best_fit', 'best_fit_eager_double'] as const
export const granularities = [
  'connect_logical',
  'micros_long',
  'micros_string',
  'micros_iso_datetime_string',
  'nanos_long',
  'nanos_string',
  'nanos_iso_datetime_string',
] as const

/** Keys that all classes of the JDBC source have. */
export const readingKeys = {
  'numeric.precision.mapping': boolean({
    default: false,
    importance: 'LOW',
    ...database,
    displayName: 'Map Numeric Values By Precision (deprecated)',
    doc: '`true`: as `numeric.mapping=precision_only`, which is the newer key.',
  }),
  'numeric.mapping': string({
    default: null,
    validator: optional(oneOfIgnoringCase(...numericMappings)),
    importance: 'LOW',
    ...database,
    displayName: 'Map Numeric Values, Integral or Decimal, By Precision and Scale',
    doc: 'What NUMERIC and DECIMAL become. `none`, the default: Decimal. `precision_only`: without a fraction and up to 18 digits an integer. `best_fit`: that, and up to 18 digits with a fraction a double. `best_fit_eager_double`: with a fraction always a double.',
  }),
  'other.types': string({
    default: 'ignore',
    validator: oneOf('ignore', 'text', 'native'),
    importance: 'LOW',
    ...database,
    displayName: 'Other types',
    doc: 'What becomes of columns of types that Kafka Connect leaves out without a word (arrays, inet, interval, ranges, points …). `ignore`: they are left out, and a note says so; `text`: the database’s text; `native`: arrays as arrays, the rest as text.',
  }),
  'record.key.mode': string({
    default: 'none',
    validator: oneOf('none', 'primary_key'),
    importance: 'LOW',
    ...connector,
    displayName: 'Record key',
    doc: 'Key of the records. `none`: null; `primary_key`: a struct of the columns of the table’s primary key, null where there is none.',
  }),
} as const
