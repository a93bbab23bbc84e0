import { expect, test } from 'vitest'
import { parseOptions } from '../../bench/options.ts'

test('three rounds of a million records of both systems, unless told otherwise', () => {
  expect(parseOptions([])).toEqual({ rounds: 3, records: 1_000_000, peerHeap: '2G' })
  expect(
    parseOptions(['--rounds', '1', '--records=5000', '--only', 'peer', '--json', 'a.json']),
  ).toMatchObject({
    rounds: 1,
    records: 5000,
    only: 'peer',
    json: 'a.json',
  })
})

test.each([
  [['--rounds', '0'], '--rounds is "0"; allowed are 1 and more'],
  [['--records', 'many'], '--records is "many"; allowed are 1 and more'],
  [['--only', 'theirs'], '--only is "theirs"; allowed are ours and peer'],
  [['--round', '3'], "Unknown option '--round'"],
])('%j is refused', (args, message) => {
  expect(() => parseOptions(args)).toThrow(message)
})
