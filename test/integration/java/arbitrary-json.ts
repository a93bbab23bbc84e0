import fc from 'fast-check'
import { name, text } from './arbitrary-text.ts'

const number = fc.oneof(
  fc.constantFrom(
    ...[
      '0',
      '-0',
      '1',
      '-1',
      '127',
      '128',
      '-129',
      '32768',
      '2147483648',
      '9007199254740993',
      '0.0',
      '1.0',
      '-0.0',
    ],
    ...[
      '9223372036854775807',
      '9223372036854775808',
      '-9223372036854775809',
      '1e3',
      '1E-400',
      '1e400',
      '-1e400',
    ],
    ...[
      '0.1',
      '1.10',
      '123456789012345678901234567890',
      '16777217',
      '3.4028236e38',
      '007',
      '-01.5',
      '1e22',
      '100e-2',
    ],
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }).map(String),
)

const base64 = fc.uint8Array({ maxLength: 6 }).map(bytes => Buffer.from(bytes).toString('base64'))
const string = fc
  .oneof(text, base64, fc.constantFrom('NaN', 'Infinity', '-Infinity', '12', 'true', 'AA', 'A', '!!', 'AA=='))
  .map(value => JSON.stringify(value))

const blank = fc.constantFrom('', '', '', ' ', '\n\t')
const objectText = (entries: readonly (readonly [string, string])[]) =>
  `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`

/** JSON text of any kind, its numbers in any form. */
export const jsonText: fc.Arbitrary<string> = fc.letrec<{ value: string }>(tie => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 3, arbitrary: fc.oneof(number, string, fc.constantFrom('null', 'true', 'false')) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.array(tie('value'), { maxLength: 3 }), blank)
        .map(([items, gap]) => `[${items.join(`${gap},`)}]`),
    },
    { weight: 2, arbitrary: fc.array(fc.tuple(name, tie('value')), { maxLength: 4 }).map(objectText) },
  ),
})).value

type Pair = readonly [schema: string, payload: string]

const logical = (name: string) => `org.apache.kafka.connect.data.${name}`
const decimalParameters = fc.constantFrom(
  '{"scale":"2"}',
  '{"scale":"0"}',
  '{"scale":"-1"}',
  '{"scale":"x"}',
  '{}',
  'null',
)

const named = (type: string, logicalName: string, payload: fc.Arbitrary<string>): fc.Arbitrary<Pair> =>
  payload.map(value => [`"type":"${type}","name":"${logical(logicalName)}","version":1`, value])

const of = (type: string, payload: fc.Arbitrary<string>): fc.Arbitrary<Pair> =>
  payload.map(value => [`"type":"${type}"`, value])

const scalar: fc.Arbitrary<Pair> = fc.oneof(
  ...['int8', 'int16', 'int32', 'int64', 'float', 'double'].map(type => of(type, number)),
  of('boolean', fc.constantFrom('true', 'false')),
  of('string', string),
  of(
    'bytes',
    base64.map(value => `"${value}"`),
  ),
  named('int32', 'Date', number),
  named('int32', 'Time', number),
  named('int64', 'Timestamp', number),
  fc
    .tuple(
      fc.oneof(
        number,
        base64.map(value => `"${value}"`),
      ),
      decimalParameters,
    )
    .map(
      ([value, parameters]): Pair => [
        `"type":"bytes","name":"${logical('Decimal')}","parameters":${parameters}`,
        value,
      ],
    ),
  // what contradicts its schema
  fc
    .constantFrom('int8', 'int64', 'double', 'boolean', 'string', 'bytes', 'no')
    .chain(type => of(type, jsonText)),
)

const attributes = fc.constantFrom(
  ...[
    '',
    '',
    '',
    ',"optional":true',
    ',"optional":true',
    ',"optional":false,"name":"n","version":2',
    ',"doc":"d"',
  ],
  ...[
    ',"parameters":{"a":"b"}',
    ',"parameters":{"a":1}',
    ',"version":"1"',
    ',"name":5',
    ',"optional":"true"',
  ],
)

const attributed = (pairs: fc.Arbitrary<Pair>): fc.Arbitrary<Pair> =>
  fc
    .tuple(pairs, attributes, fc.integer({ min: 0, max: 9 }))
    .map(([[schema, payload], more, choice]) => [
      `${schema}${more}${choice === 0 ? `,"default":${payload}` : ''}`,
      choice < 2 ? 'null' : payload,
    ])

const arrayPair = ([[schema, payload], length]: readonly [Pair, number]): Pair => [
  `"type":"array","items":{${schema}}`,
  `[${Array.from({ length }, () => payload)}]`,
]

const mapPair = ([[keySchema, key], [schema, payload], form]: readonly [Pair, Pair, number]): Pair => [
  `"type":"map","keys":{${keySchema}},"values":{${schema}}`,
  form === 0 ? `{${JSON.stringify(key)}:${payload}}` : `[[${key},${payload}]]`,
]

const structPair = (fields: readonly (readonly [string, Pair])[]): Pair => {
  const unique = [...new Map(fields)]
  return [
    `"type":"struct","fields":[${unique.map(([field, [schema]]) => `{${schema},"field":${JSON.stringify(field)}}`)}]`,
    objectText(unique.map(([field, [, payload]]) => [field, payload])),
  ]
}

const pair: fc.Arbitrary<Pair> = fc.letrec<{ pair: Pair }>(tie => ({
  pair: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 4, arbitrary: attributed(scalar) },
    { weight: 1, arbitrary: attributed(fc.tuple(tie('pair'), fc.nat(2)).map(arrayPair)) },
    { weight: 1, arbitrary: attributed(fc.tuple(tie('pair'), tie('pair'), fc.nat(1)).map(mapPair)) },
    {
      weight: 3,
      arbitrary: attributed(fc.array(fc.tuple(name, tie('pair')), { maxLength: 4 }).map(structPair)),
    },
  ),
})).pair

/** A schema as JSON and a payload that mostly fits it. */
export const schemaAndPayload: fc.Arbitrary<{ readonly schema: string; readonly payload: string }> = fc.oneof(
  { weight: 9, arbitrary: pair.map(([schema, payload]) => ({ schema: `{${schema}}`, payload })) },
  { weight: 1, arbitrary: fc.record({ schema: jsonText, payload: jsonText }) },
)

/** `{"schema":…,"payload":…}`, or nearly. */
export const envelopeText: fc.Arbitrary<string> = fc
  .tuple(schemaAndPayload, fc.constantFrom('', '', '', '', '', ',"x":1', '}', ' '), fc.nat(9))
  .map(([{ schema, payload }, more, order]) =>
    order === 0
      ? `{"payload":${payload},"schema":${schema}${more}}`
      : `{"schema":${schema},"payload":${payload}${more}}`,
  )
