import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJdbcUrl } from '../../../connectors/jdbc/jdbc-url.ts'

describe('JDBC URLs', () => {
  it.each([
    [
      'jdbc:mysql://localhost:3306/mydb',
      { protocol: 'mysql', hosts: [{ host: 'localhost', port: 3306 }], database: 'mydb', properties: {} },
    ],
    [
      'jdbc:postgresql://h1:5433,h2,[2001:db8::1]:5434/orders?sslmode=verify-full&currentSchema=a%2Cb',
      {
        protocol: 'postgresql',
        hosts: [{ host: 'h1', port: 5433 }, { host: 'h2' }, { host: '2001:db8::1', port: 5434 }],
        database: 'orders',
        properties: { sslmode: 'verify-full', currentSchema: 'a,b' },
      },
    ],
    [
      'jdbc:mariadb://ro%40ot:p%3A%2F%3F@db/a%20b?useSsl',
      {
        protocol: 'mariadb',
        hosts: [{ host: 'db' }],
        database: 'a b',
        user: 'ro@ot',
        password: 'p:/?',
        properties: { useSsl: '' },
      },
    ],
    [
      'jdbc:mysql://db?user=root&password=a%26b&user.name=x',
      {
        protocol: 'mysql',
        hosts: [{ host: 'db' }],
        user: 'root',
        password: 'a&b',
        properties: { 'user.name': 'x' },
      },
    ],
    [
      'jdbc:mariadb:sequential://h1,h2/db',
      { protocol: 'mariadb', hosts: [{ host: 'h1' }, { host: 'h2' }], database: 'db', properties: {} },
    ],
    [
      'jdbc:postgresql:orders',
      { protocol: 'postgresql', hosts: [{ host: 'localhost' }], database: 'orders', properties: {} },
    ],
    ['jdbc:postgresql:/', { protocol: 'postgresql', hosts: [{ host: 'localhost' }], properties: {} }],
    [
      'jdbc:sqlite:test.db',
      { protocol: 'sqlite', hosts: [{ host: 'localhost' }], database: 'test.db', properties: {} },
    ],
  ])('reads %s', (url, parsed) => {
    expect(parseJdbcUrl(url)).toEqual(parsed)
  })

  it.each([
    ['mysql://localhost/db', 'does not begin with `jdbc:`'],
    ['jdbc:mysql://h:0/db', 'a port that is not 1 to 65535, of host 1'],
    ['jdbc:mysql://h,i:99999/db', 'a port that is not 1 to 65535, of host 2'],
    ['jdbc:mysql://h:abc/db', 'something else than a host and a port in place 1'],
    ['jdbc:mysql://(host=h,port=1)/db', 'something else than a host and a port in place 1'],
    ['jdbc:postgresql://h/db?a=%zz', 'a % without two hexadecimal digits in its parameters'],
    ['jdbc:mysql:replication://h/db', 'chooses among its hosts otherwise'],
  ])('refuses %s', (url, problem) => {
    expect(() => parseJdbcUrl(url)).toThrow(problem)
    expect(() => parseJdbcUrl(url)).toThrow('allowed is jdbc:<database>://')
  })

  it('shows nothing of a password that lacks its escapes', () => {
    const secret = fc.stringMatching(/^[a-z0-9]{8,12}$/)
    const special = fc.constantFrom('/', '?', ':', '%', '@', ',', '#', ' ')
    fc.assert(
      fc.property(secret, special, secret, (start, between, end) => {
        try {
          parseJdbcUrl(`jdbc:mysql://root:${start}${between}${end}@h:1/db`)
        } catch (error) {
          const shown = `${(error as Error).stack}`
          expect(shown.includes(start) || shown.includes(end)).toBe(false)
        }
      }),
    )
  })

  it('reads back what is escaped, whatever it is', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 })
    fc.assert(
      fc.property(text, text, text, (user, password, database) => {
        const [u, p, d] = [user, password, database].map(encodeURIComponent)
        expect(parseJdbcUrl(`jdbc:postgresql://${u}:${p}@h/${d}`)).toMatchObject({ user, password, database })
      }),
    )
  })
})
