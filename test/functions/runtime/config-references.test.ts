// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references, as configurations have them
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ConnectError, traceOf } from '../../../connectors/sdk/errors.ts'
import { withResolved } from '../../../functions/runtime/config/resolve.ts'
import type { ConfigProvider } from '../../../functions/runtime/ports/config-provider.ts'
import { fixedProvider } from '../../helpers/fixed-provider.ts'

const values = { user: 'alice', password: 'p$1}w', 'a:b': 'colons', empty: '', again: '${x:user}' }
const open = () => {
  const { provider, asked } = fixedProvider(values)
  return { asked, providers: new Map<string, ConfigProvider>([['x', provider]]) }
}

const resolve = (text: string) => withResolved(open().providers, { set: { key: text } }, ({ set }) => set.key)

describe('a reference', () => {
  test.each([
    ['${x:user}', 'alice'],
    ['${x:/some/path:user}', 'alice'],
    ['${x:path:a:b}', 'colons'],
    ['jdbc:${x:user}:${x:p:password}@host', 'jdbc:alice:p$1}w@host'],
    ['${x:user}${x:user}', 'alicealice'],
    ['${x:empty}', ''],
    ['${x:again}', '${x:user}'],
    [
      '${x:missing} ${y:user} ${user} ${} $x:user} ${x:user',
      '${x:missing} ${y:user} ${user} ${} $x:user} ${x:user',
    ],
    ['${a ${x:user}', '${a ${x:user}'],
    ['${x\n:user}${x:user}', '${x\n:user}alice'],
  ])('%j', async (text, expected) => {
    expect(await resolve(text)).toBe(expected)
  })

  // as in ConfigTransformer of Kafka
  const pattern = /\$\{([^}]*?):(([^}]*?):)?([^}]*?)\}/g

  test('is found where Kafka finds one', async () => {
    const part = fc.constantFrom('${', '}', ':', 'x', 'user', 'p', '$', '{', ' ')
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 24 }), async parts => {
        const text = parts.join('')
        const expected = text.replace(pattern, (whole, provider, _, path = '', key) =>
          provider === 'x' && key === 'user' ? `[${path}]` : whole,
        )
        const provider: ConfigProvider = {
          get: async (path, keys) => new Map(keys.includes('user') ? [['user', `[${path}]`]] : []),
        }
        const used = withResolved(new Map([['x', provider]]), { set: { key: text } }, ({ set }) => set.key)
        expect(await used).toBe(expected)
      }),
    )
  })

  test('a long text that looks like one takes no long time', async () => {
    const text = '${'.repeat(50_000) + ':'.repeat(100_000)
    expect(await resolve(text)).toBe(text)
  })

  test('is looked up once for all that name its path', async () => {
    const { providers, asked } = open()
    const one = { a: '${x:p:user}', b: '${x:p:password} ${x:p:user}', c: '${x:user}' }
    await withResolved(providers, { one, two: { d: '${x:p:user}' } }, () => undefined)
    expect(asked).toEqual([['p', 'user', 'password'], ['user'].toSpliced(0, 0, '')])
  })
})

const failing = async (error: unknown, text = '${x:password} ${x:user}') => {
  const { providers } = open()
  const used = withResolved(providers, { set: { text } }, () => {
    throw error
  })
  return used.catch((reason: unknown) => reason)
}

describe('what came from a provider is in no error', () => {
  test('neither in its text nor in its causes, whose codes stay', async () => {
    const cause = new TypeError('login of alice failed')
    const error = new ConnectError('EXTERNAL', 'got p$1}w', { cause, retriable: false })
    const shown = await failing(error)
    expect(shown).toMatchObject({
      code: 'EXTERNAL',
      retriable: false,
      message: 'got [hidden]',
      cause: { name: 'TypeError', message: 'login of [hidden] failed' },
    })
    expect(traceOf(shown)).not.toMatch(/alice|p\$1\}w/)
    expect(traceOf(shown)).toContain('config-references.test.ts')
  })

  test.each([
    ['42', 'Invalid value 42 for configuration n', 'Invalid value [hidden] for configuration n'],
    ['7', 'line 17, column 7', 'line 17, column [hidden]'],
    ['007', 'Invalid value 7 for configuration n', 'Invalid value [hidden] for configuration n'],
    [' spaced ', 'got spaced', 'got [hidden]'],
    ['one,two', "'two' is no topic", "'[hidden]' is no topic"],
    ['a "quoted"', JSON.stringify({ v: 'a "quoted"' }), '{"v":"[hidden]"}'],
    ['s/ecret', `GET /?token=${encodeURIComponent('s/ecret')}`, 'GET /?token=[hidden]'],
    ['(.*)', 'regex (.*) and (ab)', 'regex [hidden] and (ab)'],
  ])('%j', async (value, message, expected) => {
    const { provider } = fixedProvider({ value })
    const used = withResolved(new Map([['x', provider]]), { set: { key: '${x:value}' } }, () => {
      throw new Error(message)
    })
    await expect(used).rejects.toThrow(new Error(expected))
  })

  test('an error without one is the same', async () => {
    const error = new ConnectError('FENCED', 'lost')
    expect(await failing(error)).toBe(error)
  })
})

test('a provider that fails is named, with path and keys', async () => {
  const cause = new ConnectError('INVALID_CONFIG', 'no such file')
  const provider: ConfigProvider = {
    get: async () => {
      throw cause
    },
  }
  const used = withResolved(new Map([['file', provider]]), { set: { key: '${file:/etc/x:key}' } }, () => 1)
  await expect(used).rejects.toMatchObject({
    code: 'INVALID_CONFIG',
    retriable: false,
    message: 'The config provider file failed (/etc/x: key): no such file',
    cause,
  })
})
