import { ConnectError } from '../../../../../connectors/sdk/errors.ts'
import type { Clock } from '../../../../../functions/runtime/ports/clock.ts'
import type { Item, Table, Write } from '../../../../../functions/runtime/ports/table.ts'
import type { Mutation } from './case.ts'

/** A condition by the kind of its write and the attribute that it compares. */
export const conditionsOf = ({ kind, when }: Write): readonly string[] =>
  Object.keys(when).map(attribute => `${kind} IF ${attribute}`)

const changing = (kind: string, change: (write: Write) => Write): Pick<Mutation, 'change'> => ({
  change: write => (write.kind === kind ? change(write) : write),
})

const setting = (kind: string, set: Write['set']) =>
  changing(kind, write => ({ ...write, set: { ...write.set, ...set } }))

const leavingOut = (kind: string, ...names: readonly string[]) =>
  changing(kind, write => ({
    ...write,
    set: Object.fromEntries(Object.entries(write.set).filter(([name]) => !names.includes(name))),
  }))

export const withoutCondition = (condition: string): Mutation => {
  const [kind = '', attribute = ''] = condition.split(' IF ')
  const change = (write: Write): Write => ({
    ...write,
    when: Object.fromEntries(Object.entries(write.when).filter(([name]) => name !== attribute)),
  })
  return { name: `without ${condition}`, ...changing(kind, change) }
}

/** Takes a checkpoint whose call failed for one that was stored. */
const believing = (table: Table): Table => {
  let last: { at: number; item: Item } | undefined
  const believed = (write: Write) => (error: unknown) => {
    if (last === undefined || write.kind !== 'checkpoint' || !(error instanceof ConnectError)) throw error
    return {
      ok: true,
      at: last.at,
      item: { ...last.item, attributes: { ...last.item.attributes, ...write.set } as Item['attributes'] },
    }
  }
  return {
    ...table,
    write: async write => {
      const answer = await table.write(write).catch(believed(write))
      if (answer.item !== undefined) last = { at: answer.at, item: answer.item }
      return answer
    },
  }
}

/** Takes the time in an answer for that of its arrival. */
const timedOnArrival = (table: Table, clock: Clock): Table => ({
  ...table,
  write: async write => {
    const sent = clock.now()
    const answer = await table.write(write)
    return { ...answer, at: answer.at - (clock.now() - sent) }
  },
})

/** Rules that are no conditions, each left out; the case that has to notice. */
export const brokenRules: readonly (Mutation & { readonly in: string })[] = [
  { name: 'a takeover ignores the clock error', clockError: 0, in: 'twoRunners' },
  { name: 'a takeover ignores the lease', clockError: -1_000, in: 'twoRunners' },
  { name: 'a write starts with less than a call timeout left', timing: { call: 0 }, in: 'twoRunners' },
  { name: 'a run writes without asking', without: 'ask mayWrite', in: 'twoRunners' },
  { name: 'a late answer counts from its arrival', table: timedOnArrival, in: 'twoRunners' },
  { name: 'a checkpoint that timed out counts as stored', table: believing, in: 'lostRenewal' },
  { name: 'an offset is stored before it is acknowledged', without: 'await acknowledgement', in: 'restart' },
  {
    name: 'a lease is handed back with a write under way',
    without: 'nothing under way at hand-back',
    in: 'restart',
  },
  {
    name: 'a revoke clears the lease',
    ...setting('revoke', { leaseUntil: undefined, owner: undefined }),
    in: 'restart',
  },
  { name: 'a successor does not wait for calls under way', timing: { call: 0 }, in: 'chain' },
  { name: 'a successor hands back at once', ...setting('take', { quietUntil: undefined }), in: 'chain' },
  { name: 'a successor releases at once', ...setting('take', { quietUntil: undefined }), in: 'chainPlanned' },
  { name: 'a fold does not wait for the run', clockError: -1_000, in: 'move' },
  { name: 'a fold leaves the epoch', ...leavingOut('fold', 'epoch'), in: 'move' },
  { name: 'a fold leaves the entry', ...leavingOut('fold', 'progress'), in: 'moveAgain' },
  {
    name: 'a partition stays with the loser',
    ...changing('assign', write => ({
      ...write,
      set: {
        ...write.set,
        partitions: [...(write.set.partitions as string[]), ...(write.set.leaving as string[])],
      },
    })),
    in: 'move',
  },
  {
    name: 'a fold leaves what was folded before',
    ...changing('fold-offset', write => ({ ...write, set: JSON.parse(JSON.stringify(write.set)) })),
    in: 'moveAgain',
  },
  { name: 'folded state outlives its connector', without: 'lineage of folded state', in: 'deleteAndCreate' },
  { name: 'a plan makes nothing due', ...leavingOut('assign', 'dueAt'), in: 'pauseAndResume' },
  { name: 'a wish makes nothing due', ...leavingOut('wish', 'dueAt'), in: 'twoUsers' },
  { name: 'a plan gives to tasks what events still feed', without: 'close first', in: 'eventsToFetching' },
  { name: 'a run does not ask what feeds its partition', without: 'ask what feeds', in: 'eventsToFetching' },
  {
    name: 'taken off events, a partition keeps its epoch',
    ...leavingOut('close', 'epoch'),
    in: 'eventsReplanned',
  },
  {
    name: 'what has been fetched is not given to events',
    ...leavingOut('open', 'fed'),
    in: 'fetchingToEvents',
  },
  {
    name: 'offsets are changed before the plan has stopped the tasks',
    without: 'await the stop',
    in: 'alteredAfterStop',
  },
  {
    name: 'changed offsets leave the lineage',
    ...leavingOut('alter', 'lineage'),
    in: 'alteredTwice',
  },
  {
    name: 'changed offsets leave the state',
    ...leavingOut('alter-offset', 'state'),
    in: 'alteredAndResumed',
  },
  { name: 'what a dispatch finds paused stays due', ...leavingOut('undue', 'dueAt'), in: 'pauseAndResume' },
]

/** Every condition in the table, and the case that fails without it. */
export const noticedBy: Readonly<Record<string, string>> = {
  'advance IF epoch': 'eventsReplanned',
  'advance IF offset': 'eventsTwice',
  'alter IF generation': 'alteredAndResumed',
  'alter IF lineage': 'alteredTwice',
  'assign IF seq': 'moveOfOne',
  'checkpoint IF epoch': 'restart',
  'checkpoint IF seq': 'frozenRunner',
  'claim IF dueAt': 'claims',
  'fold IF epoch': 'moveOfOne',
  'fold IF seq': 'moveFrozen',
  'handback IF seq': 'restart',
  'planner IF seq': 'planAgain',
  'release IF epoch': 'restartTwice',
  'release IF generation': 'deleteAndCreate',
  'release IF seq': 'frozenRunner',
  'release IF triggered': 'triggers',
  'requeue IF seq': 'twoRunners',
  'revoke IF epoch': 'restartTwice',
  'take IF epoch': 'restartTwice',
  'take IF seq': 'lostRenewal',
  'trigger IF seq': 'triggers',
  'trigger IF triggered': 'triggers',
  'undue IF epoch': 'moveOfOne',
  'undue IF generation': 'lateDispatch',
  'wish IF generation': 'twoUsers',
  'wish IF seq': 'twoUsers',
}
