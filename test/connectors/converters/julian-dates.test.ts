import { expect, test } from 'vitest'
import { simpleHeaderConverter } from '../../../connectors/converters/simple-header-converter.ts'
import { stringConverter } from '../../../connectors/converters/string-converter.ts'
import { parseConfig } from '../../../connectors/sdk/config.ts'
import { DATE, TIMESTAMP } from '../../../connectors/sdk/schema.ts'

const strings = stringConverter.open(parseConfig(stringConverter.config, {}), { isKey: false })
const headers = simpleHeaderConverter.open(parseConfig(simpleHeaderConverter.config, {}), { isKey: false })

const header = (text: string) => headers.toConnect('t', 'h', Buffer.from(text))

test.each([
  ['1582-10-15', '1582-10-15', 'Fri Oct 15 00:00:00 UTC 1582'],
  ['1582-10-14', '1582-10-04', 'Thu Oct 04 00:00:00 UTC 1582'],
  ['1500-03-10', '1500-02-29', 'Sat Feb 29 00:00:00 UTC 1500'],
  ['0000-12-30', '0001-01-01', 'Sat Jan 01 00:00:00 UTC 1'],
])('the day %s is named %s, as Java names it', (iso, name, text) => {
  const value = new Date(`${iso}T00:00:00.000Z`)
  expect(String(headers.fromConnect('t', 'h', { schema: DATE, value }))).toBe(name)
  expect(header(name)).toEqual({ schema: DATE, value })
  expect(String(strings.fromConnect('t', { schema: DATE, value }))).toBe(text)
})

test('a moment keeps its time of day', () => {
  const value = new Date('1582-10-14T23:59:59.999Z')
  expect(header('1582-10-04T23:59:59.999Z')).toEqual({ schema: TIMESTAMP, value })
  expect(String(headers.fromConnect('t', 'h', { schema: TIMESTAMP, value }))).toBe('1582-10-04T23:59:59.999Z')
})

test.each(['1582-10-10', '2019-13-45', '2019-02-29', '24:00:00.000Z'])('%s is no date', text => {
  expect(header(text)).toEqual({ schema: { type: 'string' }, value: text })
})
