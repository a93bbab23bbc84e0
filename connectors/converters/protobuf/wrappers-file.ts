const options = `option java_package = "com.google.protobuf";
option java_outer_classname = "WrappersProto";
option java_multiple_files = true;
option go_package = "google.golang.org/protobuf/types/known/wrapperspb";
option cc_enable_arenas = true;
option objc_class_prefix = "GPB";
option csharp_namespace = "Google.Protobuf.WellKnownTypes";
`

/** Scalars by the wrappers that hold them, in the order of their file. */
export const wrapped: ReadonlyMap<string, string> = new Map([
  ['google.protobuf.DoubleValue', 'double'],
  ['google.protobuf.FloatValue', 'float'],
  ['google.protobuf.Int64Value', 'int64'],
  ['google.protobuf.UInt64Value', 'uint64'],
  ['google.protobuf.Int32Value', 'int32'],
  ['google.protobuf.UInt32Value', 'uint32'],
  ['google.protobuf.BoolValue', 'bool'],
  ['google.protobuf.StringValue', 'string'],
  ['google.protobuf.BytesValue', 'bytes'],
])

const message = ([fullName, scalar]: readonly [string, string]) =>
  `message ${fullName.slice('google.protobuf.'.length)} {\n  ${scalar} value = 1;\n}\n`

/** The text of `google/protobuf/wrappers.proto`, as it is registered for primitives. */
export const wrappersFile = `syntax = "proto3";
package google.protobuf;

${options}
${[...wrapped].map(message).join('')}`
