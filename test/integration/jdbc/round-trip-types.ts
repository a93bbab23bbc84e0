/** A column, and how its values are seen along their way. Texts are those that the servers print. */
export interface RoundTripColumn {
  readonly type: string
  /** as SQL writes them */
  readonly values: readonly string[]
  /** prints an exact text of the column `c` where it is from; default: itself */
  readonly shown?: string
  /** the same for the other database */
  readonly shownThere?: string
  /** the values in the other database, where they print otherwise */
  readonly there?: readonly (string | null)[]
  /** the values back in a column of the same type, where they are changed by design */
  readonly back?: readonly (string | null)[]
  /** the same of a column that the sink made; default: `there`, else as in the beginning */
  readonly made?: readonly (string | null)[]
  /** there is no type for it in the other direction: left out of tables that are made there and back */
  readonly notMade?: true
}

const hex = (bytes: string) => `lower(hex(${bytes}))`
/** Zeros at the end of a fraction say nothing. */
const shortFraction = `trim(trailing '.' from trim(trailing '0' from c))`

/** All planes, what JSON, SQL and arrays write otherwise, and what looks like null. */
const texts = [
  "''",
  "'NULL'",
  "' two  spaces '",
  "'it''s \"quoted\", {a} [b] %s ? $1 :x -- /* # ; \\\\ ` \\\\N'",
  "'ä ß é e\u0301 \u202eRTL שלום \uFEFF \uFFFD \uFFFF'",
  "'😀 𝄞 \u{20000} \u{E0001} \u{10FFFF}'",
  "'\u0001\t\n\r\u000b\u001f\u007f\u0085\u2028\u2029'",
]
/** The server of PostgreSQL takes a backslash as it is. */
const plainTexts = texts.map(text => text.replaceAll('\\\\', '\\'))
const uuid = "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'"
const json = `'{"b": [1.0, null, "ä\u{1F600}"], "a": 12345678901234567890}'`

/** Read with `other.types=text`. */
export const postgresColumns: readonly RoundTripColumn[] = [
  { type: 'boolean', values: ['true', 'false'], there: ['1', '0'] },
  { type: 'bit(1)', values: ["B'1'", "B'0'"] },
  { type: 'bit(3)', values: ["B'101'", "B'000'"], there: ['5', '0'] },
  { type: 'bit(8)', values: ["B'11111111'", "B'10000000'"], there: ['-1', '-128'] },
  {
    type: 'bit(9)',
    values: ["B'110000000'", "B'000000000'"],
    shownThere: `concat('\\\\x', ${hex('c')})`,
    there: ['\\x0180', '\\x0000'],
  },
  { type: 'bit varying(20)', values: ["B'10110'", "B''"] },
  { type: 'smallint', values: ['-32768', '32767'] },
  { type: 'integer', values: ['-2147483648', '2147483647'] },
  {
    type: 'bigint',
    values: ['-9223372036854775808', '9223372036854775807', '9007199254740993', '-9007199254740993', '0'],
  },
  { type: 'oid', values: ['4294967295', '0'] },
  {
    type: 'real',
    // MariaDB reads -0 as 0
    values: ['0.1', '1e-45', '-3.4028235e38', '16777216', "'-0'"],
    shown: 'c::float8',
    shownThere: 'c + 0e0',
    there: ['0.10000000149011612', '1.401298464324817e-45', '-3.4028234663852886e38', '16777216', '0'],
    back: ['0.10000000149011612', '1.401298464324817e-45', '-3.4028234663852886e+38', '16777216', '0'],
    made: ['0.10000000149011612', '1.401298464324817e-45', '-3.4028234663852886e+38', '16777216', '0'],
  },
  {
    type: 'double precision',
    values: ['0.1::float8 + 0.2', '5e-324', '1.7976931348623157e308', '-1e22', "'-0'", '123456789012345680'],
    there: ['0.30000000000000004', '5e-324', '1.7976931348623157e308', '-1e22', '0', '1.2345678901234568e17'],
    back: [
      '0.30000000000000004',
      '5e-324',
      '1.7976931348623157e+308',
      '-1e+22',
      '0',
      '1.2345678901234568e+17',
    ],
    made: [
      '0.30000000000000004',
      '5e-324',
      '1.7976931348623157e+308',
      '-1e+22',
      '0',
      '1.2345678901234568e+17',
    ],
  },
  {
    type: 'numeric(38,10)',
    values: ['-9999999999999999999999999999.9999999999', '0.0000000001', '1.5', '0'],
  },
  { type: 'numeric(65,30)', values: [`${'9'.repeat(35)}.${'9'.repeat(30)}`, `-0.${'0'.repeat(29)}1`] },
  { type: 'numeric(65,0)', values: ['9'.repeat(65), `-${'9'.repeat(65)}`] },
  { type: 'numeric(3,-2)', values: ['12300', '-99900'] },
  {
    type: 'money',
    values: ["'-1234567.89'", "'0.1'"],
    there: ['-1234567.89', '0.1'],
  },
  { type: 'text', values: plainTexts },
  { type: 'varchar(60)', values: plainTexts },
  { type: 'char(4)', values: ["'ab'", "'ä😀'", "''"] },
  { type: 'name', values: ["'n''n'"] },
  { type: '"char"', values: ["'x'"] },
  { type: 'mood', values: ["'sad'", "'very ''ok'''"] },
  { type: 'positive', values: ['7'] },
  { type: 'uuid', values: [uuid] },
  { type: 'json', values: [json, "'null'", "' [1 ] '"] },
  { type: 'jsonb', values: [json, `'"\\u00e4 \\\\ \\""'`] },
  { type: 'xml', values: ['\'<a b="c">ä&amp;</a>\''] },
  {
    type: 'bytea',
    values: ["'\\x'", "'\\x00ff5c270a'", "decode(repeat('00ff', 512), 'hex')"],
    shownThere: `concat('\\\\x', ${hex('c')})`,
  },
  { type: 'date', values: ["'2024-02-29'", "'0001-01-01'", "'9999-12-31'", "'1582-10-10'"] },
  {
    type: 'time',
    values: ["'23:59:59.999'", "'00:00:00'", "'12:34:56.789012'"],
    shownThere: shortFraction,
    // milliseconds of a Time
    there: ['23:59:59.999', '00:00:00', '12:34:56.789'],
    back: ['23:59:59.999', '00:00:00', '12:34:56.789'],
  },
  {
    type: 'timetz',
    values: ["'01:30:00+02'", "'00:00:00.5+00'"],
    shownThere: shortFraction,
    // a time of day in UTC
    there: ['23:30:00', '00:00:00.5'],
    back: ['23:30:00+00', '00:00:00.5+00'],
  },
  {
    type: 'timestamp',
    values: [
      "'2024-03-31 02:30:00.123'",
      "'0001-01-01'",
      "'9999-12-31 23:59:59.999'",
      "'1969-12-31 23:59:59.5'",
    ],
    shownThere: shortFraction,
  },
  {
    type: 'timestamp',
    values: ["'2024-03-31 02:30:00.123456'", "'1969-12-31 23:59:59.999999'"],
    shownThere: shortFraction,
    // milliseconds of a Timestamp
    there: ['2024-03-31 02:30:00.123', '1969-12-31 23:59:59.999'],
    back: ['2024-03-31 02:30:00.123', '1969-12-31 23:59:59.999'],
  },
  {
    type: 'timestamptz',
    values: ["'2024-03-31 02:30:00.5+05:30'", "'1883-11-18 12:03:58-05'"],
    shownThere: shortFraction,
    there: ['2024-03-30 21:00:00.5', '1883-11-18 17:03:58'],
  },
  { type: 'integer[]', values: ["'{1,NULL,-3}'", "'{{1},{2}}'", "'[0:1]={5,6}'", "'{}'"] },
  { type: 'text[]', values: [`ARRAY['a,b', 'NULL', NULL, '', 'q"\\', '{x}', 'ä😀']`] },
  { type: 'inet', values: ["'192.168.0.0/16'", "'::1'"] },
  { type: 'interval', values: ["'-1 year 2 days 03:04:05.000006'", "'100:00:00'"] },
  { type: 'int4range', values: ["'[1,5)'", "'empty'"] },
  { type: 'point', values: ["'(1.5,-2)'"] },
  { type: 'tsvector', values: ["'a fat ''c at'''"] },
]

const binary = { shown: hex('c'), shownThere: `encode(c, 'hex')` } as const
const decimal = { notMade: true } as const
const wkb = "st_geomfromtext('POINT(1 2)', 4326)"

export const mariaDbColumns: readonly RoundTripColumn[] = [
  { type: 'boolean', values: ['true', 'false', '-128'] },
  { type: 'tinyint', values: ['-128', '127'] },
  { type: 'tinyint unsigned', values: ['255', '0'] },
  { type: 'smallint', values: ['-32768', '32767'] },
  { type: 'smallint unsigned', values: ['65535'] },
  { type: 'mediumint', values: ['-8388608', '8388607'] },
  { type: 'mediumint unsigned', values: ['16777215'] },
  { type: 'int', values: ['-2147483648', '2147483647'] },
  { type: 'int unsigned', values: ['4294967295'] },
  { type: 'bigint', values: ['-9223372036854775808', '9223372036854775807', '9007199254740993'] },
  { type: 'bigint unsigned', values: ['9223372036854775807', '0'] },
  {
    type: 'float',
    values: ['0.1', '1.401298464324817e-45', '-3.4028234663852886e38', '16777216'],
    shown: 'c + 0e0',
    shownThere: 'c::float8',
    there: ['0.10000000149011612', '1.401298464324817e-45', '-3.4028234663852886e+38', '16777216'],
    made: ['0.10000000149011612', '1.401298464324817e-45', '-3.4028234663852886e38', '16777216'],
  },
  {
    type: 'double',
    values: ['0.1e0 + 0.2e0', '5e-324', '1.7976931348623157e308', '-1e22'],
    there: ['0.30000000000000004', '5e-324', '1.7976931348623157e+308', '-1e+22'],
    made: ['0.30000000000000004', '5e-324', '1.7976931348623157e308', '-1e22'],
  },
  { ...decimal, type: 'decimal(65,30)', values: [`'-${'9'.repeat(35)}.${'9'.repeat(30)}'`, '0'] },
  { ...decimal, type: 'decimal(38,0)', values: [`'${'9'.repeat(38)}'`] },
  { ...decimal, type: 'decimal(5,3)', values: ['-0.005', '1.5'] },
  { type: 'bit', values: ["b'1'", "b'0'"], shown: 'c + 0' },
  {
    ...binary,
    type: 'bit(9)',
    values: ["b'101010101'"],
    there: ['0155'],
    shown: `lpad(lower(hex(c)), 4, '0')`,
  },
  { ...binary, type: 'bit(64)', values: ['18446744073709551615'] },
  {
    type: 'year',
    values: ['2155', '1901', '0'],
    there: ['2155-01-01', '1901-01-01', '0001-01-01 BC'],
    made: ['2155-01-01', '1901-01-01', '0000-01-01'],
  },
  {
    type: 'date',
    values: ["'2024-02-29'", "'0001-01-01'", "'9999-12-31'", "'0000-05-05'"],
    there: ['2024-02-29', '0001-01-01', '9999-12-31', '0001-05-05 BC'],
    made: ['2024-02-29', '0001-01-01', '9999-12-31', '0000-05-05'],
    back: ['2024-02-29', '0001-01-01', '9999-12-31', '0000-05-05'],
  },
  {
    type: 'datetime',
    values: ["'0000-05-05 01:02:03'"],
    there: ['0001-05-05 01:02:03 BC'],
    made: ['0000-05-05 01:02:03.000'],
    back: ['0000-05-05 01:02:03'],
  },
  { type: 'time', values: ["'23:59:59'", "'00:00:00'"], made: ['23:59:59.000', '00:00:00.000'] },
  {
    type: 'time(6)',
    values: ["'12:34:56.789012'"],
    // milliseconds of a Time
    there: ['12:34:56.789'],
    back: ['12:34:56.789000'],
  },
  {
    type: 'datetime(6)',
    values: ["'9999-12-31 23:59:59.999999'", "'2024-03-31 02:30:00.123'"],
    // milliseconds of a Timestamp
    there: ['9999-12-31 23:59:59.999', '2024-03-31 02:30:00.123'],
    back: ['9999-12-31 23:59:59.999000', '2024-03-31 02:30:00.123000'],
  },
  {
    type: 'timestamp(3) null',
    values: ["'2038-01-19 03:14:07.999'", "'1970-01-01 00:00:01.001'"],
  },
  { type: 'char(5)', values: ["'ä 😀'", "''"] },
  { type: 'varchar(60)', values: texts },
  { type: 'varchar(9) character set latin1', values: ["'ä'"] },
  { type: 'tinytext', values: ["'t '"] },
  { type: 'text', values: texts },
  { type: 'mediumtext', values: ["'m'"] },
  { type: 'longtext', values: ["repeat('ä', 20000)"] },
  { type: "enum('a','ü''b')", values: ["'ü''b'"] },
  { type: "set('x','y','z')", values: ["'z,x'", "''"] },
  { type: 'json', values: [json.replaceAll('\\', '\\\\'), "' [1 ] '"] },
  { type: 'uuid', values: [uuid] },
  { type: 'inet6', values: ["'::1'"] },
  { type: 'inet4', values: ["'1.2.3.4'"] },
  { ...binary, type: 'binary(3)', values: ["x'00ff'"] },
  { ...binary, type: 'varbinary(9)', values: ["x'00275c'", "''"] },
  { ...binary, type: 'tinyblob', values: ["x'00'"] },
  { ...binary, type: 'blob', values: ["repeat(x'00ff', 512)"] },
  { ...binary, type: 'mediumblob', values: ["x'c3'"] },
  { ...binary, type: 'longblob', values: ["x'04'"] },
  { ...binary, type: 'geometry', values: [wkb] },
  { ...binary, type: 'point', values: ["st_geomfromtext('POINT(1 2)')"] },
]
