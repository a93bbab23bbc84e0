import { describe, expect, test } from 'vitest'
import { pluginsOf } from '../../../connectors/registry.ts'
import { validateConnector } from '../../../functions/runtime/connector-config.ts'
import { testPlugins } from '../../helpers/plain-plugins.ts'
import { stepEntries } from '../../helpers/step-plugins.ts'

type Properties = Readonly<Record<string, string>>

const plugins = pluginsOf([...testPlugins, ...stepEntries])
const source = { name: 'numbers', 'connector.class': 'Numbers', topic: 'out' }

const validate = (properties: Properties) => validateConnector(plugins, { ...source, ...properties })

const problems = async (properties: Properties) =>
  (await validate(properties)).keys.flatMap(({ name, errors }) => errors.map(error => [name, error]))

const warnings = async (properties: Properties) =>
  (await validate(properties)).warnings.map(([, message]) => message)

const append = 'com.example.Append$Value'
const a = { transforms: 'a', 'transforms.a.type': append, 'transforms.a.text': '!' }
const p = { predicates: 'p', 'predicates.p.type': 'com.example.ValueIs', 'predicates.p.value': 'x' }

describe('what is wrong with transformations and predicates', () => {
  const cases: readonly (readonly [string, Properties, readonly (readonly [string, string])[]])[] = [
    ['nothing', a, []],
    ['nothing of one with a predicate', { ...a, ...p, 'transforms.a.predicate': 'p' }, []],
    ['nothing of no aliases', { transforms: '', predicates: ' ' }, []],
    [
      'an alias twice',
      { ...a, transforms: 'a, a' },
      [['transforms', 'Invalid value [a, a] for configuration transforms: Duplicate alias provided.']],
    ],
    [
      'no class',
      { transforms: 'a', predicates: 'p' },
      ['transforms.a', 'predicates.p'].map(at => [
        `${at}.type`,
        `Missing required configuration "${at}.type" which has no default value.`,
      ]),
    ],
    [
      'a class that does not exist',
      { ...a, 'transforms.a.type': 'Nope', predicates: 'p', 'predicates.p.type': '' },
      [
        [
          'transforms.a.type',
          'Invalid value Nope for configuration transforms.a.type: Class Nope could not be found.',
        ],
        [
          'predicates.p.type',
          'Invalid value  for configuration predicates.p.type: Class  could not be found.',
        ],
      ],
    ],
    [
      'a class that is something else',
      { ...a, 'transforms.a.type': 'ValueIs', ...p, 'predicates.p.type': 'com.example.UpperConverter' },
      [
        [
          'transforms.a.type',
          'Class class com.example.ValueIs does not implement the Transformation interface',
        ],
        [
          'predicates.p.type',
          'Class class com.example.UpperConverter does not implement the Predicate interface',
        ],
      ],
    ],
    [
      'a class without its side',
      { ...a, 'transforms.a.type': 'com.example.Append' },
      [
        [
          'transforms.a.type',
          'This class is abstract and cannot be created. Did you mean com.example.Append$Key, com.example.Append$Value?',
        ],
      ],
    ],
    [
      'negate without predicate',
      { ...a, 'transforms.a.negate': 'false' },
      [
        [
          'transforms.a.type',
          "Config 'transforms.a.negate' was provided but there is no config 'transforms.a.predicate' defining a predicate to be negated.",
        ],
      ],
    ],
    [
      'predicates that there are not',
      { ...a, 'transforms.a.predicate': 'q', 'transforms.a.negate': 'maybe', ...p },
      [
        [
          'transforms.a.negate',
          'Invalid value maybe for configuration transforms.a.negate: Expected value to be either true or false',
        ],
        [
          'transforms.a.predicate',
          'Invalid value q for configuration transforms.a.predicate: There is no such predicate, predicates are p',
        ],
      ],
    ],
    [
      'a predicate of none',
      { ...a, 'transforms.a.predicate': 'q' },
      [
        [
          'transforms.a.predicate',
          'Invalid value q for configuration transforms.a.predicate: There is no such predicate, predicates is empty',
        ],
      ],
    ],
    [
      'keys of their own',
      {
        transforms: 'a,b.c',
        'transforms.a.type': append,
        'transforms.b.c.type': append,
        'transforms.b.c.text': 'x',
        'transforms.b.c.most': 'y',
      },
      [
        [
          'transforms.a.text',
          'Missing required configuration "transforms.a.text" which has no default value.',
        ],
        [
          'transforms.b.c.most',
          'Invalid value y for configuration transforms.b.c.most: Not a number of type INT',
        ],
      ],
    ],
    [
      'what takes several keys to see, of the one that is told of',
      { ...a, 'transforms.a.most': '0' },
      [['transforms.a.text', 'The text has 1 characters, allowed are 0']],
    ],
  ]
  test.each(cases)('%s', async (_, properties, expected) => {
    expect(await problems(properties)).toEqual(expected)
  })
})

describe('keys of a chain', () => {
  test('stand in groups of their own, in the order of Kafka', async () => {
    const config = {
      ...a,
      transforms: 'b,a',
      'transforms.b.type': 'Drop',
      ...p,
      'transforms.a.predicate': 'p',
    }
    const { groups, keys } = await validate(config)
    expect(groups.filter(group => group.includes(': '))).toEqual([
      'Transforms: b',
      'Transforms: a',
      'Predicates: p',
    ])
    const ofChain = keys.filter(({ name }) => /^(transforms|predicates)\./.test(name))
    expect(ofChain.map(({ name, definition }) => [name, definition?.order_in_group])).toEqual([
      ['transforms.b.type', 0],
      ['transforms.b.plugin.version', 1],
      ['transforms.b.negate', 2],
      ['transforms.b.predicate', 3],
      ['transforms.a.type', 0],
      ['transforms.a.plugin.version', 1],
      ['transforms.a.text', 2],
      ['transforms.a.separator', 3],
      ['transforms.a.negate', 4],
      ['transforms.a.predicate', 5],
      ['transforms.a.append.password', 6],
      ['transforms.a.most', 7],
      ['predicates.p.type', 0],
      ['predicates.p.plugin.version', 1],
      ['predicates.p.value', 2],
    ])
    expect(keys.at(-1)?.name).toBe('to')
  })

  test('show classes by their full names, and those that can be chosen', async () => {
    const config = {
      ...a,
      transforms: 'a,b',
      'transforms.b.type': 'Nope',
      ...p,
      'predicates.p.type': 'ValueIs',
    }
    const { keys } = await validate(config)
    const shown = (name: string) => keys.find(key => key.name === name)
    expect(shown('predicates.p.type')?.value).toBe('com.example.ValueIs')
    expect(shown('predicates.p.type')?.recommended).toEqual(['com.example.ValueIs'])
    expect(shown('predicates.p.plugin.version')).toMatchObject({ value: '2.0', recommended: ['2.0'] })
    expect(shown('transforms.a.type')?.recommended).toEqual([
      ...['Append$Key', 'Append$Value', 'Broken', 'Count', 'Drop', 'Route'].map(
        each => `com.example.${each}`,
      ),
    ])
    expect(shown('transforms.b.type')?.value).toBeNull()
    expect(shown('transforms.b.plugin.version')).toMatchObject({ value: null, recommended: [] })
    expect(shown('transforms.a.text')?.definition).toMatchObject({ display_name: 'text', required: true })
  })

  test('hide what is secret', async () => {
    const { keys } = await validate({ ...a, 'transforms.a.append.password': 'hush' })
    expect(JSON.stringify(keys)).not.toContain('hush')
    expect(keys.find(({ name }) => name.endsWith('append.password'))?.value).toBe('[hidden]')
  })

  test('that nobody reads are told', async () => {
    const config = {
      ...a,
      'transforms.a.seperator': '-',
      'transforms.b.type': 'Drop',
      'predicates.p.type': 'x',
    }
    expect(await warnings(config)).toEqual([
      'transforms.a.seperator: unknown; did you mean transforms.a.separator?',
      'transforms.b.type: not read, because transforms does not list b',
      'predicates.p.type: not read, because predicates does not list p',
    ])
  })

  test('are not judged below a class that there is not', async () => {
    expect(
      await warnings({ transforms: 'a', 'transforms.a.type': 'Nope', 'transforms.a.text': 'x' }),
    ).toEqual([])
  })
})

describe('references', () => {
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: references to a config provider
  test.each<Properties>([
    { ...a, 'transforms.a.text': '${env:A}', 'transforms.a.most': '0' },
    { ...a, 'transforms.a.type': '${env:A}' },
    { ...a, transforms: '${env:A}' },
    { ...a, 'transforms.a.predicate': '${env:A}', ...p },
    { ...a, 'transforms.a.predicate': 'q', predicates: '${env:A}' },
    { ...a, 'transforms.a.predicate': 'p', ...p, 'predicates.p.value': '${env:A}' },
  ])('are taken as right: %o', async config => {
    expect(await problems(config)).toEqual([])
    expect(await warnings(config)).toEqual([])
    const { keys } = await validate(config)
    for (const { name, value } of keys) if (config[name]?.includes('${')) expect(value).toBe('${env:A}')
  })
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: references to a config provider
})
