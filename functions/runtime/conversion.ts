import type { Converter, HeaderConverter } from '../../connectors/sdk/converter.ts'
import type { Transform } from '../../connectors/sdk/transform.ts'

/** What stands between a connector and Kafka. */
export interface Conversion {
  readonly key: Converter
  readonly value: Converter
  readonly header: HeaderConverter
  readonly transforms: readonly Transform[]
}
