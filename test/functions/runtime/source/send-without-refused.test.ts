import { expect, test } from 'vitest'
import { ConnectError } from '../../../../connectors/sdk/errors.ts'
import type { ProducerRecord, TransactionalProducer } from '../../../../functions/runtime/ports/kafka.ts'
import type { Sendable } from '../../../../functions/runtime/source/outlet.ts'
import { sendWithoutRefused } from '../../../../functions/runtime/source/send-without-refused.ts'

const sendable = (value: string): Sendable => ({
  record: { topic: 't', key: null, value: Buffer.from(value), timestamp: 0 },
  original: {
    topic: 't',
    key: { schema: undefined, value: null },
    value: { schema: undefined, value },
    headers: [],
  },
})
const valuesOf = (records: readonly ProducerRecord[]) => records.map(({ value }) => String(value))

/** What is in the transaction at the end, and what was blamed. */
const send = async (values: readonly string[], refuses: (values: readonly string[]) => boolean) => {
  let open: readonly string[] = []
  const blamed: string[] = []
  const none = async () => {}
  const renew = async (): Promise<TransactionalProducer> => {
    open = []
    const transmit = async (records: readonly ProducerRecord[]) => {
      if (refuses(valuesOf(records))) throw new ConnectError('DATA', 'refused')
      open = [...open, ...valuesOf(records)]
    }
    return { send: transmit, sendRaw: none, commit: async () => [], abort: none, close: none }
  }
  const refused = ({ record }: Sendable) => blamed.push(String(record.value))
  await sendWithoutRefused(values.map(sendable), { renew, refused })
  return { open, blamed }
}

test('all but those to blame are in the last transaction', async () => {
  const refuses = (values: readonly string[]) => values.some(value => value.startsWith('bad'))
  expect(await send(['a', 'bad1', 'b', 'c', 'bad2'], refuses)).toEqual({
    open: ['a', 'b', 'c'],
    blamed: ['bad1', 'bad2'],
  })
  expect(await send(['bad'], refuses)).toEqual({ open: [], blamed: ['bad'] })
})

test('what is refused together though each part passes is not taken for sent', async () => {
  await expect(send(['a', 'b', 'c', 'd'], values => values.length === 4)).rejects.toThrow('refused')
})
