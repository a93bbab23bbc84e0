/** What a plugin of one's own is written with. */
export {
  boolean,
  type ConfigDef,
  type ConfigKey,
  type ConfigOf,
  className,
  defineConfig,
  double,
  int,
  list,
  long,
  password,
  short,
  string,
} from './config.ts'
export {
  type Converter,
  type ConverterDefinition,
  defineConverter,
  defineHeaderConverter,
  type HeaderConverter,
  type HeaderConverterDefinition,
  Pending,
} from './converter.ts'
export { ConnectError, type ErrorCode } from './errors.ts'
export { Password } from './password.ts'
export { perSchema } from './per-schema.ts'
export type {
  ConnectRecord,
  Datum,
  Header,
  Offset,
  Partition,
  RawSinkRecords,
  RawSourceRecords,
  SinkRecord,
  SourceRecord,
} from './record.ts'
export {
  DATE,
  decimalSchema,
  type Field,
  OPTIONAL_BYTES,
  OPTIONAL_STRING,
  type Schema,
  STRING,
  type StructSchema,
  TIME,
  TIMESTAMP,
} from './schema.ts'
export { defineSink, type Sink, type SinkContext } from './sink.ts'
export { defineSource, type Source, type SourceBatch, type SourceContext } from './source.ts'
export {
  definePredicate,
  defineTransform,
  type Predicate,
  type PredicateDefinition,
  type Transform,
  type TransformDefinition,
} from './transform.ts'
export { describeValue, isStruct, typeName } from './type-name.ts'
export { allowing, atLeast, between, nonEmpty, oneOf } from './validators.ts'
export { Decimal, Float64, newStruct, type Struct, type Value } from './value.ts'
