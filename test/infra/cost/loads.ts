import { lambdaTiming } from '../../../functions/lambda/timing.ts'
import { monthHours, monthSeconds, prices } from './prices.ts'

/** MB that a vCPU moves in a second, here as in a worker: an assumption, see the page. */
export const vcpuThroughput = 10
/** of a machine's time that is planned for */
const utilization = 0.7
/** MB of memory for which Lambda gives a vCPU */
const vcpuMemory = 1_769
/** a slice of a task that is always at work, s, and the states that follow it: Run, Then */
const slice = 14 * 60
const statesOfSlice = 2
/** a checkpoint renews the lease: the item, and its entry in the index deleted and put */
const unitsOfCheckpoint = 3

/** MB that a function of so many GB moves in a second. */
export const throughputOf = (gb: number): number => (vcpuThroughput * gb * 1_024) / vcpuMemory

/** US dollars a month for the time that a function needs for so many MB a second. */
export const movingCost = (rate: number, gb: number): number =>
  (rate / throughputOf(gb)) * gb * monthSeconds * prices.lambdaGbSecond

/** Tasks that are always at work, for so many MB a second. */
export const tasksFor = (rate: number, gb: number): number => Math.ceil(rate / throughputOf(gb) / utilization)

/** US dollars a month of a task that is always at work. */
export const alwaysAtWork = (gb: number): number =>
  gb * monthSeconds * prices.lambdaGbSecond +
  (monthSeconds / (lambdaTiming.checkpoint / 1_000)) * unitsOfCheckpoint * prices.writeUnit +
  (monthSeconds / slice) * (statesOfSlice * prices.stateTransition + prices.lambdaRequest)

const unitsFor = (rate: number, vcpus: number) =>
  Math.max(1, Math.ceil(rate / (vcpuThroughput * vcpus * utilization)))

/** US dollars a month of MSK Connect: each connector has workers of its own, a unit has one vCPU. */
export const mskConnectCost = (connectors: number, rate: number): number =>
  connectors * unitsFor(rate, 1) * prices.mskConnectUnitHour * monthHours

/** US dollars a month of Kafka Connect on EC2, one worker for all connectors: t4g.medium, or as many c7g.xlarge as it takes. */
export const ownWorkerCost = (rate: number): number =>
  rate <= 1 ? prices.t4gMediumHour * monthHours : unitsFor(rate, 4) * prices.c7gXlargeHour * monthHours

/** Of its time that a function may be at work before a vCPU of c7g.xlarge costs less. */
export const breakEven = (): number =>
  prices.c7gXlargeHour / 4 / ((vcpuMemory / 1_024) * 3_600 * prices.lambdaGbSecond)
