import { expect, test } from 'vitest'
import { parseOptions } from '../../bench/options.ts'

test('three rounds of a million records of all, unless told otherwise', () => {
  expect(parseOptions([])).toEqual({
    ...{ rounds: 3, records: 1_000_000, rows: 500_000, peerHeap: '2G' },
    systems: ['ours', 'plain', 'peer'],
    subjects: ['files', 'postgresql', 'mariadb', 'opensearch'],
  })
  expect(
    parseOptions(['--rounds', '1', '--records=5000', '--only', 'peer', '--json', 'a.json']),
  ).toMatchObject({
    rounds: 1,
    records: 5000,
    systems: ['peer'],
    json: 'a.json',
  })
})

test.each([
  ['files', ['ours', 'plain', 'peer'], ['files']],
  ['ours,plain,mariadb', ['ours', 'plain'], ['mariadb']],
  ['opensearch, postgresql', ['ours', 'plain', 'peer'], ['postgresql', 'opensearch']],
])('--only %s', (only, systems, subjects) => {
  expect(parseOptions(['--only', only])).toMatchObject({ systems, subjects })
})

test.each([
  [['--rounds', '0'], '--rounds is "0"; allowed are 1 and more'],
  [['--records', 'many'], '--records is "many"; allowed are 1 and more'],
  [
    ['--only', 'theirs'],
    '--only is "theirs"; allowed are ours, plain, peer, files, postgresql, mariadb, and opensearch',
  ],
  [['--round', '3'], "Unknown option '--round'"],
])('%j is refused', (args, message) => {
  expect(() => parseOptions(args)).toThrow(message)
})
