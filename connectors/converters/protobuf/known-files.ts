import { wrappersFile } from './wrappers-file.ts'

const proto3 = (packageName: string, body: string, ...imports: readonly string[]): string =>
  `syntax = "proto3"; package ${packageName}; ${imports.map(name => `import "${name}";`).join(' ')} ${body}`

const googleProtobuf = (body: string, ...imports: readonly string[]) =>
  proto3('google.protobuf', body, ...imports)
const googleType = (body: string, ...imports: readonly string[]) => proto3('google.type', body, ...imports)

const numbered = (prefix: string, names: string): string =>
  names
    .split(' ')
    .map((name, i) => `${prefix}${name} = ${i};`)
    .join(' ')

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
  [
    'google/type/calendar_period.proto',
    googleType(
      `enum CalendarPeriod { ${numbered('', 'CALENDAR_PERIOD_UNSPECIFIED DAY WEEK FORTNIGHT MONTH QUARTER HALF YEAR')} }`,
    ),
  ],
  [
    'google/type/color.proto',
    googleType(
      'message Color { float red = 1; float green = 2; float blue = 3; google.protobuf.FloatValue alpha = 4; }',
      'google/protobuf/wrappers.proto',
    ),
  ],
  ['google/type/date.proto', googleType('message Date { int32 year = 1; int32 month = 2; int32 day = 3; }')],
  [
    'google/type/datetime.proto',
    googleType(
      `message DateTime { int32 year = 1; int32 month = 2; int32 day = 3; int32 hours = 4; int32 minutes = 5;
         int32 seconds = 6; int32 nanos = 7;
         oneof time_offset { google.protobuf.Duration utc_offset = 8; TimeZone time_zone = 9; } }
       message TimeZone { string id = 1; string version = 2; }`,
      'google/protobuf/duration.proto',
    ),
  ],
  [
    'google/type/dayofweek.proto',
    googleType(
      `enum DayOfWeek { ${numbered('', 'DAY_OF_WEEK_UNSPECIFIED MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY SUNDAY')} }`,
    ),
  ],
  ['google/type/decimal.proto', googleType('message Decimal { string value = 1; }')],
  [
    'google/type/expr.proto',
    googleType(
      'message Expr { string expression = 1; string title = 2; string description = 3; string location = 4; }',
    ),
  ],
  [
    'google/type/fraction.proto',
    googleType('message Fraction { int64 numerator = 1; int64 denominator = 2; }'),
  ],
  [
    'google/type/interval.proto',
    googleType(
      'message Interval { google.protobuf.Timestamp start_time = 1; google.protobuf.Timestamp end_time = 2; }',
      'google/protobuf/timestamp.proto',
    ),
  ],
  ['google/type/latlng.proto', googleType('message LatLng { double latitude = 1; double longitude = 2; }')],
  [
    'google/type/money.proto',
    googleType('message Money { string currency_code = 1; int64 units = 2; int32 nanos = 3; }'),
  ],
  [
    'google/type/month.proto',
    googleType(
      `enum Month { ${numbered('', 'MONTH_UNSPECIFIED JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER')} }`,
    ),
  ],
  [
    'google/type/phone_number.proto',
    googleType(
      `message PhoneNumber { oneof kind { string e164_number = 1; ShortCode short_code = 2; } string extension = 3;
         message ShortCode { string region_code = 1; string number = 2; } }`,
    ),
  ],
  [
    'google/type/postal_address.proto',
    googleType(
      `message PostalAddress { int32 revision = 1; string region_code = 2; string language_code = 3;
         string postal_code = 4; string sorting_code = 5; string administrative_area = 6; string locality = 7;
         string sublocality = 8; repeated string address_lines = 9; repeated string recipients = 10;
         string organization = 11; }`,
    ),
  ],
  [
    'google/type/quaternion.proto',
    googleType('message Quaternion { double x = 1; double y = 2; double z = 3; double w = 4; }'),
  ],
  [
    'google/type/timeofday.proto',
    googleType(
      'message TimeOfDay { int32 hours = 1; int32 minutes = 2; int32 seconds = 3; int32 nanos = 4; }',
    ),
  ],
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
