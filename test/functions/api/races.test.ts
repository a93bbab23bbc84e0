import { describe, expect } from 'vitest'
import { type Race, type Step, testRaces } from './race.ts'

const numbers = (topic: string) => ({ 'connector.class': 'Numbers', topic, 'linger.ms': '0' })

const create = (topic: string): Step => ['POST', '/connectors', { name: 'c', config: numbers(topic) }]
const put = (topic: string): Step => ['PUT', '/connectors/c/config', numbers(topic)]
const patch = (key: string, value: string): Step => ['PATCH', '/connectors/c/config', { [key]: value }]
const remove: Step = ['DELETE', '/connectors/c']
const stop: Step = ['PUT', '/connectors/c/stop']
const resume: Step = ['PUT', '/connectors/c/resume']
const partition = { numbers: 'all' }
const alter = (value: number | null, of: object = partition): Step => [
  'PATCH',
  '/connectors/c/offsets',
  { offsets: [{ partition: of, offset: value === null ? null : { value } }] },
]

const running: readonly Step[] = [create('a'), 'plan']
const ran: readonly Step[] = [...running, 'run']
const stopped: readonly Step[] = [...ran, stop, 'plan']

type Read = (path: string) => Promise<unknown>
const topicOf = async (read: Read) => ((await read('/connectors/c/config')) as { topic?: string }).topic
const offsetsOf = async (read: Read) =>
  ((await read('/connectors/c/offsets')) as { offsets: { offset: { value: number } }[] }).offsets.map(
    ({ offset }) => offset.value,
  )

const creations: readonly Race[] = [
  {
    name: 'two create a connector: one does, the other learns that it is there',
    before: [],
    parties: [create('a'), create('b')],
    outcomes: [
      [201, 409],
      [409, 201],
    ],
    after: async (read, [first]) => expect(await topicOf(read)).toBe(first === 201 ? 'a' : 'b'),
  },
  {
    name: 'one creates, another configures: who comes second replaces, or learns that it is there',
    before: [],
    parties: [create('a'), put('b')],
    outcomes: [
      [201, 200],
      [409, 201],
    ],
    after: async read => expect(await topicOf(read)).toBe('b'),
  },
  {
    name: 'two configure a connector that is not there',
    before: [],
    parties: [put('a'), put('b')],
    outcomes: [
      [201, 200],
      [200, 201],
    ],
    after: async (read, [first]) => expect(await topicOf(read)).toBe(first === 200 ? 'a' : 'b'),
  },
  {
    name: 'one deletes, another creates at once',
    before: running,
    parties: [remove, create('b')],
    outcomes: [
      [204, 201],
      [204, 409],
    ],
    after: async (read, [, created]) =>
      expect(await read('/connectors')).toEqual(created === 201 ? ['c'] : []),
  },
  {
    name: 'one deletes, another configures',
    before: running,
    parties: [remove, put('b')],
    outcomes: [
      [204, 200],
      [204, 201],
    ],
    after: async (read, [, configured]) =>
      expect(await read('/connectors')).toEqual(configured === 201 ? ['c'] : []),
  },
  {
    name: 'two delete',
    before: running,
    parties: [remove, remove],
    outcomes: [
      [204, 404],
      [404, 204],
    ],
    after: async read => expect(await read('/connectors')).toEqual([]),
  },
]

const configurations: readonly Race[] = [
  {
    name: 'two replace the configuration: both do, and all of one is left',
    before: running,
    parties: [put('b'), put('d')],
    outcomes: [[200, 200]],
    after: async read => expect(['b', 'd']).toContain(await topicOf(read)),
  },
  {
    name: 'two change keys of their own: both are changed',
    before: running,
    parties: [patch('from', '3'), patch('topic', 'b')],
    outcomes: [[200, 200]],
    after: async read =>
      expect(await read('/connectors/c/config')).toEqual({ ...numbers('b'), from: '3', name: 'c' }),
  },
  {
    name: 'one replaces, another changes a key',
    before: running,
    parties: [put('b'), patch('from', '3')],
    outcomes: [[200, 200]],
    after: async read =>
      expect([
        { ...numbers('b'), from: '3', name: 'c' },
        { ...numbers('b'), name: 'c' },
      ]).toContainEqual(await read('/connectors/c/config')),
  },
  {
    name: 'one deletes, another changes a key',
    before: running,
    parties: [remove, patch('from', '3')],
    outcomes: [
      [204, 200],
      [204, 404],
    ],
    after: async read => expect(await read('/connectors')).toEqual([]),
  },
  {
    name: 'two replace the configuration during a run, and it is planned',
    before: running,
    parties: [put('b'), put('d'), 'run', 'plan'],
    outcomes: [[200, 200, 0, 0]],
    orders: 200,
    after: async read => {
      expect(['b', 'd']).toContain(await topicOf(read))
      expect(await read('/connectors/c/status')).toMatchObject({ connector: { state: 'RUNNING' } })
    },
  },
]

const offsets: readonly Race[] = [
  {
    name: 'a stop, its plan and changed offsets, while a run is at work: changed they stay, refused they are those of the run',
    before: running,
    parties: [stop, alter(2), 'plan', 'run'],
    outcomes: [
      [204, 200, 0, 0],
      [204, 400, 0, 0],
    ],
    orders: 300,
    after: async (read, [, altered]) => {
      if (altered === 200) expect(await offsetsOf(read)).toEqual([2])
      else for (const value of await offsetsOf(read)) expect(value).toBe(10)
    },
  },
  {
    name: 'a stop, its plan and changed offsets',
    before: ran,
    parties: [stop, alter(2), 'plan'],
    outcomes: [
      [204, 200, 0],
      [204, 400, 0],
    ],
    orders: 300,
    after: async (read, [, altered]) => expect(await offsetsOf(read)).toEqual([altered === 200 ? 2 : 10]),
  },
  {
    name: 'changed offsets, a resume and its plan: a run goes on from what is stored',
    before: stopped,
    parties: [alter(2), resume, 'plan', 'run'],
    outcomes: [
      [200, 202, 0, 0],
      [400, 202, 0, 0],
    ],
    orders: 300,
    after: async (read, [altered]) =>
      expect(altered === 200 ? [2, 10] : [10]).toContain((await offsetsOf(read))[0]),
  },
  {
    name: 'two change offsets of their own partitions: both are changed',
    before: stopped,
    parties: [alter(2), alter(3, { numbers: 'other' })],
    outcomes: [[200, 200]],
    after: async read => expect(await offsetsOf(read)).toEqual([2, 3]),
  },
  {
    name: 'two change the same offset: both do, one after the other',
    before: stopped,
    parties: [alter(2), alter(3)],
    outcomes: [[200, 200]],
    after: async read => expect([[2], [3]]).toContainEqual(await offsetsOf(read)),
  },
  {
    name: 'one changes an offset, another resets all',
    before: stopped,
    parties: [alter(2), ['DELETE', '/connectors/c/offsets']],
    outcomes: [[200, 200]],
    after: async read => expect([[2], []]).toContainEqual(await offsetsOf(read)),
  },
  {
    name: 'one changes offsets, another deletes the connector and creates it again',
    before: stopped,
    parties: [alter(2), remove, create('b')],
    outcomes: [
      [200, 204, 201],
      [200, 204, 409],
      [400, 204, 201],
      [404, 204, 201],
      [404, 204, 409],
    ],
  },
]

const restarts: readonly Race[] = [
  {
    name: 'a restart of everything during a plan',
    before: running,
    parties: [['POST', '/connectors/c/restart?includeTasks=true'], 'plan'],
    outcomes: [[202, 0]],
    after: async read => {
      const { connector } = (await read('/connectors/c/status')) as { connector: { state: string } }
      expect(['RUNNING', 'RESTARTING']).toContain(connector.state)
    },
  },
  {
    name: 'a restart of everything during a plan that takes the tasks away',
    before: [...ran, stop],
    parties: [['POST', '/connectors/c/restart?includeTasks=true'], 'plan'],
    outcomes: [[202, 0]],
  },
  {
    name: 'a restart of a task while the connector is deleted and planned',
    before: ran,
    parties: [['POST', '/connectors/c/tasks/0/restart'], remove, 'plan'],
    outcomes: [
      [204, 204, 0],
      [404, 204, 0],
    ],
    orders: 300,
  },
]

describe('creating and deleting', () => testRaces(creations))
describe('configuring', () => testRaces(configurations))
describe('offsets', () => testRaces(offsets))
describe('restarting', () => testRaces(restarts))
