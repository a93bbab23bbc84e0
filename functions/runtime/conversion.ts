import type { Converter, HeaderConverter } from '../../connectors/sdk/converter.ts'
import type { ConnectRecord } from '../../connectors/sdk/record.ts'
import type { Transform } from '../../connectors/sdk/transform.ts'

/** What a record passes, in Kafka Connect's words, and the class at work there. */
export interface Part {
  readonly stage:
    | 'TRANSFORMATION'
    | 'KEY_CONVERTER'
    | 'VALUE_CONVERTER'
    | 'HEADER_CONVERTER'
    | 'TASK_PUT'
    | 'KAFKA_PRODUCE'
  readonly className: string
}

/** A transformation and the records that it is for. */
export interface TransformationStage {
  readonly part: Part
  readonly transform: Transform
  /** absent: all of them */
  readonly appliesTo?: (record: ConnectRecord) => boolean
  /** whether both look at none of the texts and bytes of a record, see Transform */
  readonly passesUnread: boolean
}

/** What stands between a connector and Kafka. */
export interface Conversion {
  readonly key: Converter
  readonly value: Converter
  readonly header: HeaderConverter
  /** what the converters are, for errors */
  readonly parts: Readonly<Record<'key' | 'value' | 'header', Part>>
  readonly transforms: readonly TransformationStage[]
}
