import type { KafkaRequest, KafkaRoute } from '../../../helpers/memory-kafka.ts'

/** Requests that match wait until they are let go or fail; `arrived` resolves when so many wait. */
export const holdingKafka = (matches: (request: KafkaRequest) => boolean) => {
  const held: { readonly request: KafkaRequest; readonly go: (error?: Error) => void }[] = []
  const watchers: { readonly count: number; readonly done: () => void }[] = []
  const route: KafkaRoute = async (request, land) => {
    if (matches(request)) {
      await new Promise<void>((resolve, reject) => {
        held.push({ request, go: error => (error === undefined ? resolve() : reject(error)) })
        for (const { count, done } of watchers) if (held.length >= count) done()
      })
    }
    return land()
  }
  return {
    route,
    held: held as readonly (typeof held)[number][],
    /** lets the oldest go, or fails it */
    release: (error?: Error) => held.shift()?.go(error),
    arrived: (count: number) =>
      new Promise<void>(done => (held.length >= count ? done() : watchers.push({ count, done }))),
  }
}
