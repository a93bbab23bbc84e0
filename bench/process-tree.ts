import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

interface ProcessUsage {
  readonly pid: number
  readonly parent: number
  /** user and system time, s, with that of its ended children where the system tells it */
  readonly cpu: number
  /** bytes: the peak of its resident memory on Linux, what is resident now elsewhere */
  memory(): number
}

export interface TreeUsage {
  readonly cpu: number
  readonly memory: number
}

const ticksPerSecond = 100

const peakMemory = (pid: number): number => {
  try {
    const [, kilobytes = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Number(kilobytes) * 1024
  } catch {
    return 0
  }
}

/** `undefined` when the process has ended. Fields of /proc/PID/stat, counted from behind the command's name. */
const linuxProcess = (pid: number): ProcessUsage | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const ticks = fields.slice(11, 15).reduce((sum, each) => sum + each, 0)
    return { pid, parent: fields[1] ?? 0, cpu: ticks / ticksPerSecond, memory: () => peakMemory(pid) }
  } catch {
    return undefined
  }
}

const linuxProcesses = () =>
  readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => linuxProcess(Number(name)) ?? [])

/** `1-02:03:04.05` or `3:04.05` in seconds. */
const seconds = (time: string) => {
  const [clock = '', days = '0'] = time.split('-').reverse()
  return clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) + Number(days) * 86_400
}

const psProcesses = (): ProcessUsage[] =>
  execFileSync('ps', ['-A', '-o', 'pid=,ppid=,rss=,time='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map(line => {
      const [pid, parent, kilobytes, time = ''] = line.trim().split(/\s+/)
      return {
        pid: Number(pid),
        parent: Number(parent),
        cpu: seconds(time),
        memory: () => Number(kilobytes) * 1024,
      }
    })

const treeOf = (root: number, all: readonly ProcessUsage[]): readonly ProcessUsage[] => [
  ...all.filter(each => each.pid === root),
  ...all.filter(each => each.parent === root).flatMap(child => treeOf(child.pid, all)),
]

/** What the process `root` and all below it have used. */
export const treeUsage = (root: number): TreeUsage => {
  const tree = treeOf(root, process.platform === 'linux' ? linuxProcesses() : psProcesses())
  return {
    cpu: tree.reduce((sum, each) => sum + each.cpu, 0),
    memory: tree.reduce((sum, each) => sum + each.memory(), 0),
  }
}

/** Watches the memory of a process tree; the answer of `stop` is its peak, bytes. */
export const watchMemory = (root: number, interval = 250): { stop(): number } => {
  let peak = 0
  const look = () => {
    peak = Math.max(peak, treeUsage(root).memory)
  }
  const timer = setInterval(look, interval)
  return {
    stop: () => {
      clearInterval(timer)
      look()
      return peak
    },
  }
}
