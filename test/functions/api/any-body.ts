import fc from 'fast-check'

const reference = `$\u007benv:HOME}`

const oddNames = [
  '',
  ' ',
  '.',
  '..',
  'a/b',
  'a%2Fb',
  '%',
  'a b',
  ' s1',
  'a\nb',
  '\u0000',
  'ünïcode 😀',
  '\ud83d',
  '__proto__',
  'constructor',
  'a,b',
  'a?b#c',
  reference,
  'n'.repeat(1_000),
  '😀'.repeat(1_000),
]

/** Connectors that are there already come up most. */
export const names = (known: readonly string[]) =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...known) },
    { weight: 2, arbitrary: fc.constantFrom('new-1', 'new-2', 'new-3') },
    { weight: 3, arbitrary: fc.constantFrom(...oddNames) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  )

export const texts = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    'x',
    '1',
    '-1',
    '0',
    '10',
    'true',
    '[hidden]',
    reference,
    'a,b',
    'NaN',
    '(',
    '\u0000',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
)
const keys = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      'name',
      'topic',
      'topics',
      'topics.regex',
      'from',
      'to',
      'tasks.max',
      'drain.password',
      'key.converter',
      'run.mode',
      'transforms',
      'errors.tolerance',
      'trigger.events',
      'topic.creation.groups',
      '__proto__',
      '',
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 10 }) },
)

const goodConfigs: readonly Readonly<Record<string, string>>[] = [
  { 'connector.class': 'Numbers', topic: 'out' },
  { 'connector.class': 'Drain', topics: 'in' },
]
const configs = fc
  .tuple(
    fc.option(fc.constantFrom(...goodConfigs), { nil: {}, freq: 8 }),
    fc.dictionary(keys, fc.oneof({ weight: 4, arbitrary: texts }, fc.jsonValue({ maxDepth: 2 })), {
      maxKeys: 3,
    }),
  )
  .map(([good, more]) => ({ ...good, ...more }))

const offsets = fc.record(
  {
    offsets: fc.array(
      fc.record({
        partition: fc.oneof(
          fc.constant({ numbers: 'all' }),
          fc.constant({ kafka_topic: 'in', kafka_partition: 0 }),
          fc.jsonValue({ maxDepth: 2 }),
        ),
        offset: fc.oneof(
          fc.constant({ value: 1 }),
          fc.constant({ kafka_offset: '2' }),
          fc.constant(null),
          fc.jsonValue({ maxDepth: 2 }),
        ),
      }),
      { maxLength: 3 },
    ),
  },
  { requiredKeys: [] },
)

const newConnectors = (known: readonly string[]) =>
  fc.record(
    {
      name: names([...known, 'new-1', 'new-2', 'new-3']),
      config: configs,
      initial_state: fc.constantFrom('STOPPED', 'paused', 'x'),
    },
    { requiredKeys: ['name', 'config'] },
  )

/** What such a path takes most of the time, sometimes anything else. */
const objects = (known: readonly string[], path: string) => {
  const all = [configs, newConnectors(known), offsets, texts.map(level => ({ level })), fc.jsonValue()]
  const fitting =
    path === '/connectors' ? newConnectors(known) : path.endsWith('/offsets') ? offsets : configs
  return fc.oneof({ weight: 6, arbitrary: fitting }, ...all)
}

const properties = configs.map(config =>
  Object.entries(config)
    .map(([key, value]) => `${key}=${value}`)
    .join('\n'),
)

const nested = (open: string, close: string) => open.repeat(10_000) + close.repeat(10_000)

/** What a client may send to a path. `known`: connectors that are there */
export const bodies = (known: readonly string[], path: string) => {
  const json = objects(known, path).map(value => JSON.stringify(value))
  return fc.oneof(
    { weight: 12, arbitrary: json },
    { weight: 3, arbitrary: properties },
    { weight: 2, arbitrary: properties.map(text => text.replaceAll('\n', '')) },
    {
      weight: 2,
      arbitrary: fc.tuple(json, fc.nat()).map(([text, n]) => text.slice(0, n % (text.length + 1))),
    },
    { weight: 1, arbitrary: json.map(text => text.replace('{', '{"name":"s1","name":{},')) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        nested('[', ']'),
        nested('{"config":', '}'),
        `{"name":"deep","config":${nested('{"a":', '}')}}`,
        ' '.repeat(1024 * 1024 + 1),
      ),
    },
  )
}
