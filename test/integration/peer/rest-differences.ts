import { isDeepStrictEqual as same } from 'node:util'
import type { Step } from './rest-steps.ts'

/** An answer as far as it is compared; hosts and addresses of workers taken out. */
export interface RestAnswer {
  readonly status: number
  readonly type: string | null
  readonly location: string | null
  /** parsed, when it is JSON */
  readonly body: unknown
}

export interface RestDifference {
  readonly step: Step
  readonly there: RestAnswer
  readonly here: RestAnswer
}

interface AllowedDifference {
  readonly reason: string
  is(difference: RestDifference): boolean
}

const without = (name: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && name in value ? { ...value, [name]: undefined } : value

const differsOnlyIn =
  (name: 'type' | 'body', also: (difference: RestDifference) => boolean = () => true) =>
  (difference: RestDifference) =>
    same({ ...difference.there, [name]: 0 }, { ...difference.here, [name]: 0 }) && also(difference)

/** Every difference that there may be, and why. */
export const allowed: readonly AllowedDifference[] = [
  {
    reason: 'unknown paths and methods: their JSON has no type there',
    is: differsOnlyIn('type', ({ there }) => there.type === null && [404, 405].includes(there.status)),
  },
  {
    reason: 'mistakes of the client: 500 there, here what says whose they are',
    is: ({ there, here }) => there.status === 500 && [400, 404].includes(here.status),
  },
  {
    reason: 'a connector that was just created has no tasks before it is planned, as in distributed mode',
    is: differsOnlyIn('body', ({ there, here }) =>
      same(without('tasks', there.body), without('tasks', here.body)),
    ),
  },
  {
    reason: 'a configuration in a message is in the order that it was given in',
    is: differsOnlyIn('body', ({ step }) => same(step.sends[2], { name: 'x', config: { file: 'a' } })),
  },
  {
    reason: "the level of the root logger is that of the worker's logging configuration",
    is: differsOnlyIn('body', ({ step }) => step.sends[1] === '/admin/loggers/root'),
  },
  {
    reason: 'a connector that was refused with 500 is there all the same',
    is: differsOnlyIn('body', ({ there, here }) => same(there.body, ['x']) && same(here.body, [])),
  },
]
