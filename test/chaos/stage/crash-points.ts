import type { Kafka, Producer } from '../../../functions/runtime/ports/kafka.ts'
import type { Table } from '../../../functions/runtime/ports/table.ts'

/** Where a runner ends itself by kill -9: before or after the `nth` call of a kind, such as `write take` or `send`. */
export interface CrashPoint {
  readonly call: string
  readonly when: 'before' | 'after'
  readonly nth: number
}

type Around = <T>(name: string, call: () => Promise<T>) => Promise<T>

const around = ({ call: wanted, when, nth }: CrashPoint): Around => {
  let calls = 0
  const crash = () => process.kill(process.pid, 'SIGKILL')
  return async (name, call) => {
    const now = name === wanted && ++calls === nth
    if (now && when === 'before') crash()
    const result = await call()
    if (now && when === 'after') crash()
    return result
  }
}

const crashingProducer = <P extends Producer>(producer: P, at: Around): P => ({
  ...producer,
  send: records => at('send', () => producer.send(records)),
  sendRaw: records => at('send', () => producer.sendRaw(records)),
  ...('commit' in producer &&
    typeof producer.commit === 'function' && {
      commit: () =>
        at('commit', () => Reflect.apply(producer.commit as () => Promise<unknown>, producer, [])),
    }),
})

/** The same ports, of a runner that does not get past a point. */
export const crashingPorts = (
  table: Table,
  kafka: Kafka,
  point: CrashPoint,
): { table: Table; kafka: Kafka } => {
  const at = around(point)
  return {
    table: {
      ...table,
      get: key => at('get', () => table.get(key)),
      write: write => at(`write ${write.kind}`, () => table.write(write)),
      transact: writes => at('transact', () => table.transact(writes)),
    },
    kafka: {
      ...kafka,
      producer: async options => crashingProducer(await kafka.producer(options), at),
      transactionalProducer: async options =>
        crashingProducer(await kafka.transactionalProducer(options), at),
      reader: async options => {
        const reader = await kafka.reader(options)
        return { ...reader, poll: timeout => at('poll', () => reader.poll(timeout)) }
      },
    },
  }
}
