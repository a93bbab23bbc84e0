import { numbered, proto3 } from './proto-text.ts'

const googleType = (body: string, ...imports: readonly string[]) => proto3('google.type', body, ...imports)

/** The files of `google/type`. */
export const googleTypes: ReadonlyMap<string, string> = new Map([
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
])
