import { cpus } from 'node:os'
import { treeUsage } from './process-tree.ts'

/** s of all processors together */
const machineTimes = () => {
  const times = cpus().map(cpu => cpu.times)
  const sum = (of: (each: (typeof times)[number]) => number) =>
    times.reduce((total, each) => total + of(each), 0) / 1000
  const busy = sum(({ user, nice, sys, irq }) => user + nice + sys + irq)
  return { busy, all: busy + sum(({ idle }) => idle) }
}

/** Measures what processes outside of this one's tree take meanwhile; `stop` answers their share of the machine, 0 to 1. */
export const watchOthers = (): { stop(): number } => {
  const before = { machine: machineTimes(), own: treeUsage(process.pid).cpu }
  return {
    stop: () => {
      const machine = machineTimes()
      const own = treeUsage(process.pid).cpu - before.own
      const others = machine.busy - before.machine.busy - own
      return Math.max(0, others / (machine.all - before.machine.all))
    },
  }
}
