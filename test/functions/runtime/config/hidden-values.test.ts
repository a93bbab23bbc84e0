import { expect, test } from 'vitest'
import { hideValues } from '../../../../functions/runtime/config/hidden-values.ts'

const keys = ['connection.password', 'connection.user', 'connection.password.file']

test('a password that is a word of a key is hidden, the key is not', () => {
  const hide = hideValues(['password'], keys)
  expect(hide('connection.password is wrong: password, or connection.password.file')).toBe(
    'connection.password is wrong: [hidden], or connection.password.file',
  )
  expect(hide('jdbc:mysql://root:password@host/db')).toBe('jdbc:mysql://root:[hidden]@host/db')
  expect(hide('xconnection.password and connection.passwords')).toBe(
    'xconnection.[hidden] and connection.[hidden]s',
  )
})

test('a value that is the name of a key is hidden', () => {
  expect(hideValues(['connection.password'], keys)('got connection.password')).toBe('got [hidden]')
})

test('without keys each value is hidden wherever it is', () => {
  expect(hideValues(['secret'])('my.secret.key')).toBe('my.[hidden].key')
})
