import { afterAll, beforeAll, describe, expect, inject } from 'vitest'
import { type BadInput, classes, kinds, openBadInput, type Properties, test } from './bad-input-scene.ts'
import type { Kind } from './own-database.ts'

let scene: BadInput
beforeAll(async () => {
  if (kinds.length === 2) scene = await openBadInput()
})
afterAll(() => scene?.close())

const secret = 'guess-7391'

const own: Readonly<Record<keyof typeof classes, Properties>> = {
  source: { 'topic.prefix': 'p-', mode: 'bulk' },
  aivenSource: { 'topic.prefix': 'p-', mode: 'bulk' },
  sink: { topics: 't' },
  aivenSink: { topics: 't' },
  debeziumSink: { topics: 't' },
}

const formOf = (kind: Kind) => (kind === 'postgres' ? 'jdbc:postgresql:' : 'jdbc:mariadb:')

/** Each class with its own name for the user. */
const configured = (kind: Kind, each: keyof typeof classes, over: Properties): Properties => {
  const { keys } = scene[kind]
  const { 'connection.user': user = '', ...others } = { ...keys, ...over }
  return {
    'connector.class': classes[each],
    ...own[each],
    ...others,
    [each === 'debeziumSink' ? 'connection.username' : 'connection.user']: user,
  }
}

test('who does not answer is told by the status, and is tried again without end', async () => {
  const away = [
    ['127.0.0.1:1', /127\.0\.0\.1:1.*ECONNREFUSED.*; see host and port in connection\.url/],
    ['no-such-host.invalid', /no-such-host\.invalid.*; see host and port in connection\.url/],
  ] as const
  const told = kinds.flatMap(kind =>
    away.map(async ([at, text], i) => {
      const name = `${scene[kind].name}-away-${i}`
      const over = { 'connection.url': `${formOf(kind)}//${at}/x`, 'connection.attempts': '1' }
      await scene.start(name, configured(kind, 'source', over))
      const trace = await scene.untilFailed(name)
      expect(trace).toMatch(text)
      expect(trace).toMatch(/Restart \d+ follows/)
    }),
  )
  await Promise.all(told)
})

describe.each(kinds)('a connection to %s', kind => {
  const { host, port } = inject(kind)
  const form = formOf(kind)
  const url = (rest: string) => `${form}//${host}:${port}/${rest}`

  const tls = kind === 'postgres' ? '?sslmode=require' : '?sslMode=REQUIRED'
  const refused: readonly (readonly [what: string, over: () => Properties, key: string, text: RegExp])[] = [
    [
      'wrong password',
      () => ({ 'connection.password': secret }),
      'connection.password',
      /connection\.user (?:and|or) connection\.password/,
    ],
    ['unknown user', () => ({ 'connection.user': 'nobody' }), 'connection.password', /nobody/],
    [
      'unknown database',
      () => ({ 'connection.url': url('no_such_db') }),
      'connection.url',
      /no_such_db.*(?:see the database in connection\.url|there is no such database)/,
    ],
    [
      'no URL',
      () => ({ 'connection.url': `${host}:${port}/${secret}` }),
      'connection.url',
      /does not begin with `jdbc:`.*allowed is jdbc:/,
    ],
    [
      'no port',
      () => ({ 'connection.url': `${form}//${host}:${secret}/x` }),
      'connection.url',
      /something else than a host and a port in place 1; allowed is/,
    ],
    [
      'another database’s URL',
      () => ({ 'connection.url': `jdbc:sqlserver://${host}:1433;password=${secret}` }),
      'connection.url',
      /no dialect for jdbc:sqlserver: allowed are jdbc:mysql, jdbc:mariadb, jdbc:postgresql/,
    ],
    [
      'TLS that the server has not',
      () => ({ 'connection.url': url(scene[kind].name + tls) }),
      'connection.url',
      /not support (?:SSL|secure) connections?.*; (?:sslmode in connection\.url demands it|the server has no TLS, which sslMode demands)/,
    ],
  ]

  for (const [what, over, key, text] of refused)
    test(`${what}: validate says it of ${key}, for each class`, async () => {
      const all = Object.keys(classes) as (keyof typeof classes)[]
      const told = await Promise.all(all.map(each => scene.validate(configured(kind, each, over()))))
      for (const { errors } of told) {
        expect(errors).toEqual([[key, expect.stringMatching(text)]])
        expect(JSON.stringify(errors)).not.toContain(secret)
      }
    })

  test('a user without the right to connect, or of whom there are too many', async () => {
    const { name, exec } = scene[kind]
    const grants = {
      postgres: [
        [`CREATE ROLE few_${name} LOGIN PASSWORD '${secret}' CONNECTION LIMIT 0`],
        [`DROP ROLE few_${name}`],
      ],
      mariadb: [
        [
          `CREATE USER few_${name} IDENTIFIED BY '${secret}' WITH MAX_CONNECTIONS_PER_HOUR 1`,
          `GRANT ALL ON ${name}.* TO few_${name}`,
          `CREATE USER none_${name} IDENTIFIED BY '${secret}'`,
        ],
        [`DROP USER few_${name}, none_${name}`],
      ],
    }[kind]
    const [made = [], dropped = []] = grants
    await exec(...made)
    const over = { 'connection.user': `few_${name}`, 'connection.password': secret }
    const validate = () => scene.validate(configured(kind, 'source', over))
    if (kind === 'mariadb') await validate()
    const { errors, warnings } = await validate()
    expect(errors).toEqual([])
    const full =
      /(?:too many connections for role|has exceeded the 'max_connections_per_hour').*; see .*limits.* tasks\.max/
    expect(warnings).toEqual([['connection.url', expect.stringMatching(full)]])
    if (kind === 'mariadb') {
      const none = { ...over, 'connection.user': `none_${name}` }
      for (const each of ['sink', 'debeziumSink'] as const)
        expect((await scene.validate(configured(kind, each, none))).errors).toEqual([
          [
            each === 'sink' ? 'connection.user' : 'connection.username',
            expect.stringContaining('may not use this database'),
          ],
        ])
    }
    await exec(...dropped)
  })
})
