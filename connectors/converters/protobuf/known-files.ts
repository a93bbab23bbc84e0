import { googleTypes } from './google-types.ts'
import { numbered, proto3 } from './proto-text.ts'
import { wrappersFile } from './wrappers-file.ts'

const googleProtobuf = (body: string, ...imports: readonly string[]) =>
  proto3('google.protobuf', body, ...imports)
/** Files that schemas may import without a reference, but for `google/protobuf/descriptor.proto`. */
export const knownFiles: ReadonlyMap<string, string> = new Map([
  // options of fields are read as they are parsed: what they are of need not be known
  ['confluent/meta.proto', proto3('confluent', '')],
  [
    'confluent/type/decimal.proto',
    proto3('confluent.type', 'message Decimal { bytes value = 1; uint32 precision = 2; int32 scale = 3; }'),
  ],
  [
    'confluent/type/variant.proto',
    proto3('confluent.type', 'message Variant { bytes metadata = 1; bytes value = 2; }'),
  ],
  ...googleTypes,
  ['google/protobuf/any.proto', googleProtobuf('message Any { string type_url = 1; bytes value = 2; }')],
  [
    'google/protobuf/api.proto',
    googleProtobuf(
      `message Api { string name = 1; repeated Method methods = 2; repeated Option options = 3; string version = 4;
         SourceContext source_context = 5; repeated Mixin mixins = 6; Syntax syntax = 7; }
       message Method { string name = 1; string request_type_url = 2; bool request_streaming = 3;
         string response_type_url = 4; bool response_streaming = 5; repeated Option options = 6; Syntax syntax = 7; }
       message Mixin { string name = 1; string root = 2; }`,
      'google/protobuf/source_context.proto',
      'google/protobuf/type.proto',
    ),
  ],
  [
    'google/protobuf/duration.proto',
    googleProtobuf('message Duration { int64 seconds = 1; int32 nanos = 2; }'),
  ],
  ['google/protobuf/empty.proto', googleProtobuf('message Empty {}')],
  ['google/protobuf/field_mask.proto', googleProtobuf('message FieldMask { repeated string paths = 1; }')],
  ['google/protobuf/source_context.proto', googleProtobuf('message SourceContext { string file_name = 1; }')],
  [
    'google/protobuf/struct.proto',
    googleProtobuf(
      `message Struct { map<string, Value> fields = 1; }
       message Value { oneof kind { NullValue null_value = 1; double number_value = 2; string string_value = 3;
         bool bool_value = 4; Struct struct_value = 5; ListValue list_value = 6; } }
       message ListValue { repeated Value values = 1; }
       enum NullValue { NULL_VALUE = 0; }`,
    ),
  ],
  [
    'google/protobuf/timestamp.proto',
    googleProtobuf('message Timestamp { int64 seconds = 1; int32 nanos = 2; }'),
  ],
  [
    'google/protobuf/type.proto',
    googleProtobuf(
      `message Type { string name = 1; repeated Field fields = 2; repeated string oneofs = 3;
         repeated Option options = 4; SourceContext source_context = 5; Syntax syntax = 6; string edition = 7; }
       message Field { Kind kind = 1; Cardinality cardinality = 2; int32 number = 3; string name = 4;
         string type_url = 6; int32 oneof_index = 7; bool packed = 8; repeated Option options = 9;
         string json_name = 10; string default_value = 11;
         enum Kind { ${numbered('TYPE_', 'UNKNOWN DOUBLE FLOAT INT64 UINT64 INT32 FIXED64 FIXED32 BOOL STRING GROUP MESSAGE BYTES UINT32 ENUM SFIXED32 SFIXED64 SINT32 SINT64')} }
         enum Cardinality { ${numbered('CARDINALITY_', 'UNKNOWN OPTIONAL REQUIRED REPEATED')} } }
       message Enum { string name = 1; repeated EnumValue enumvalue = 2; repeated Option options = 3;
         SourceContext source_context = 4; Syntax syntax = 5; string edition = 6; }
       message EnumValue { string name = 1; int32 number = 2; repeated Option options = 3; }
       message Option { string name = 1; Any value = 2; }
       enum Syntax { ${numbered('SYNTAX_', 'PROTO2 PROTO3 EDITIONS')} }`,
      'google/protobuf/any.proto',
      'google/protobuf/source_context.proto',
    ),
  ],
  ['google/protobuf/wrappers.proto', wrappersFile],
])
