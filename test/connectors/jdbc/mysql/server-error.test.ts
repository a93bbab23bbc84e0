import { describe, expect, test } from 'vitest'
import { connectError, refusedKey, statementError } from '../../../../connectors/jdbc/mysql/server-error.ts'

/** As the driver throws it. */
const thrown = (errno: number, sqlState: string, message = 'what the server says') =>
  Object.assign(new Error(message), { errno, sqlState })

describe('errors of MySQL and MariaDB', () => {
  test.each([
    ['too many connections', 1040, '08004'],
    ['no node of the cluster', 1047, '08S01'],
    ['a shutdown', 1053, '08S01'],
    ['a lock that is not had in time', 1205, 'HY000'],
    ['a deadlock', 1213, '40001'],
    ['a limit of the user', 1226, '42000'],
    ['a server that is read-only', 1290, 'HY000'],
    ['a query that was killed', 1317, '70100'],
    ['a connection that was killed', 1927, '70100'],
    ['the time limit of MariaDB', 1969, '70100'],
    ['the time limit of MySQL', 3024, 'HY000'],
    ['a full disk', 1021, 'HY000'],
    ['what is not known', 9999, 'HY000'],
  ])('%s may pass', (_, errno, sqlState) => {
    const error = statementError(thrown(errno, sqlState), 'MySQL db:3306/shop')
    expect(error).toMatchObject({ code: 'EXTERNAL', retriable: true })
    expect(error.message).toContain('MySQL db:3306/shop failed: what the server says')
    expect(error.message).toContain(`error ${errno}, SQLSTATE ${sqlState}`)
  })

  test('a connection that broke may pass', () => {
    const broken = Object.assign(new Error('read ECONNRESET'), { errno: -104, code: 'ECONNRESET' })
    const error = statementError(broken, 'MySQL db:3306')
    expect(error).toMatchObject({ code: 'EXTERNAL', retriable: true })
    expect(error.message).toBe('A statement at MySQL db:3306 failed: read ECONNRESET')
  })

  test.each([
    ['a table that is not there', 1146, '42S02'],
    ['a column that is not there', 1054, '42S22'],
    ['a privilege that lacks', 1142, '42000'],
    ['wrong SQL', 1064, '42000'],
    ['a variable that is not there', 1193, 'HY000'],
    ['a view that cannot be inserted into', 1471, 'HY000'],
    ['a view that cannot be updated', 1288, 'HY000'],
    ['a generated column of MariaDB', 1906, 'HY000'],
    ['a generated column of MySQL', 3105, 'HY000'],
    ['an AUTO_INCREMENT without a value left', 1467, 'HY000'],
  ])('%s does not', (_, errno, sqlState) => {
    const error = statementError(thrown(errno, sqlState), 'MySQL db:3306')
    expect(error).toMatchObject({ code: 'EXTERNAL', retriable: false })
  })

  test.each([
    ['out of range', 1264, '22003'],
    ['too long', 1406, '22001'],
    ['truncated', 1265, '01000'],
    ['text in a number', 1366, 'HY000'],
    ['null', 1048, '23000'],
    ['no default', 1364, 'HY000'],
    ['a duplicate', 1062, '23000'],
    ['no parent', 1452, '23000'],
    ['a check of MySQL', 3819, 'HY000'],
    ['a check of MariaDB', 4025, '23000'],
    ['no partition', 1526, 'HY000'],
    ['a trigger', 1644, '45000'],
  ])('%s is the fault of a record', (_, errno, sqlState) => {
    const error = statementError(thrown(errno, sqlState), 'MySQL db:3306')
    expect(error).toMatchObject({ code: 'DATA', retriable: false })
  })

  test.each([
    [1045, '28000', 'connection.password'],
    [1049, '42000', 'connection.url'],
    [1044, '42000', 'connection.user'],
    [1130, 'HY000', 'connection.url'],
    [3159, 'HY000', 'connection.url'],
  ])('a refusal by %i is due to a key', (errno, sqlState, key) => {
    const error = connectError(thrown(errno, sqlState), 'MySQL db:3306')
    expect(error).toMatchObject({ code: 'INVALID_CONFIG', retriable: false })
    expect(refusedKey(error)).toBe(key)
  })

  test.each([
    [1040, '08004'],
    [1203, '42000'],
    [1226, '42000'],
  ])('too many connections by %i may pass, and are due to the server', (errno, sqlState) => {
    const error = connectError(thrown(errno, sqlState), 'MySQL db:3306')
    expect(error).toMatchObject({ code: 'EXTERNAL', retriable: true })
    expect(refusedKey(error)).toBe('connection.url')
  })

  test('what does not answer is due to none', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    const error = connectError(refused, 'MySQL db:3306')
    expect(error).toMatchObject({ code: 'EXTERNAL', retriable: true })
    expect(refusedKey(error)).toBeUndefined()
  })
})
