import type { SinkContext } from '../sdk/sink.ts'

/** The end of a slice, as a writer sees it. */
interface SliceEnd {
  /** aborted when nothing more is to be waited for than what is under way */
  readonly finishing: AbortSignal
  /** aborted when nothing is to be waited for at all */
  readonly over: AbortSignal
  stop(): void
}

/** What is under way may take half a call's time from `finishing` on: dead letters and the checkpoint take theirs. */
export const sliceEnd = (
  { finishing, callTimeout, signal }: Pick<SinkContext<unknown>, 'finishing' | 'callTimeout' | 'signal'>,
  whenOver: () => void,
): SliceEnd => {
  const stopped = new AbortController()
  const over = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const begin = () => {
    timer = setTimeout(() => {
      whenOver()
      over.abort()
    }, callTimeout / 2)
  }
  if (finishing?.aborted) begin()
  finishing?.addEventListener('abort', begin, { once: true, signal: stopped.signal })
  return {
    finishing: finishing === undefined ? signal : AbortSignal.any([finishing, signal]),
    over: AbortSignal.any([over.signal, signal]),
    stop: () => {
      stopped.abort()
      clearTimeout(timer)
    },
  }
}
