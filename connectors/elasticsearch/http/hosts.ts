interface Host {
  readonly url: URL
  failures: number
  /** ms since the epoch */
  deadUntil: number
}

/** Servers in turn; one that did not answer is left alone for a while, when there are others. */
interface Hosts {
  next(): URL
  answered(url: URL): void
  failed(url: URL): void
}

const DEAD = 30_000
const LONGEST_DEAD = 300_000

export const createHosts = (urls: readonly URL[], now: () => number = Date.now): Hosts => {
  const hosts: Host[] = urls.map(url => ({ url, failures: 0, deadUntil: 0 }))
  let turn = 0
  const find = (url: URL) => hosts.find(host => host.url === url)
  return {
    next: () => {
      const order = hosts.map((_, i) => hosts[(turn + i) % hosts.length] as Host)
      turn = (turn + 1) % hosts.length
      const alive = order.find(host => host.deadUntil <= now())
      return (alive ?? order.reduce((a, b) => (b.deadUntil < a.deadUntil ? b : a))).url
    },
    answered: url => {
      const host = find(url)
      if (host !== undefined) Object.assign(host, { failures: 0, deadUntil: 0 })
    },
    failed: url => {
      const host = find(url)
      if (host === undefined) return
      host.deadUntil = now() + Math.min(DEAD * 2 ** host.failures, LONGEST_DEAD)
      host.failures++
    },
  }
}
