import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createConfigProviders } from '../../../../functions/adapters/config-providers/config-providers.ts'

const folder = mkdtempSync(join(tmpdir(), 'providers-'))
afterAll(() => rmSync(folder, { recursive: true }))
const allowed = join(folder, 'allowed')
mkdirSync(join(allowed, 'sub'), { recursive: true })
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const inside = file('allowed/db.properties', 'user = alice\npassword: grüße\\u0021\nempty=\n')
const outside = file('outside.properties', 'user=mallory\n')
file('allowed/token', 'a token\n')
file('allowed-too', 'a neighbour')
symlinkSync(outside, join(allowed, 'link'))
symlinkSync(folder, join(allowed, 'up'))
symlinkSync(inside, join(allowed, 'same'))

const env = { DB_USER: 'alice', DB_PASSWORD: 'hunter2', HOME: '/root', AWS_SECRET_ACCESS_KEY: 'canary' }
const kafka = 'org.apache.kafka.common.config.provider.'

interface Asked {
  readonly className: string
  readonly params?: Readonly<Record<string, string>>
  readonly confined?: boolean
}

/** What a provider of that class, declared as `mine`, gives out. */
const get = async ({ className, params = {}, confined = false }: Asked, path: string, ...keys: string[]) => {
  const given = Object.entries(params).map(([name, value]) => [`config.providers.mine.param.${name}`, value])
  const worker = {
    'config.providers': 'other , mine',
    'config.providers.other.class': `${kafka}EnvVarConfigProvider`,
    'config.providers.mine.class': kafka + className,
    ...Object.fromEntries(given),
  }
  const provider = createConfigProviders(worker, { env, confined }).get('mine')
  return Object.fromEntries((await provider?.get(path, keys)) ?? [])
}

describe('EnvVarConfigProvider', () => {
  const className = 'EnvVarConfigProvider'
  const params = { 'allowlist.pattern': 'DB_.*' }

  test('gives out what is there and allowed', async () => {
    expect(await get({ className }, '', 'DB_USER', 'NONE', 'AWS_SECRET_ACCESS_KEY')).toEqual({
      DB_USER: 'alice',
      AWS_SECRET_ACCESS_KEY: 'canary',
    })
    expect(await get({ className, params }, '', 'DB_USER', 'HOME')).toEqual({ DB_USER: 'alice' })
    const whole = { 'allowlist.pattern': 'DB|ME' }
    expect(await get({ className, params: whole }, '', 'DB_USER', 'HOME')).toEqual({})
  })

  test('has no paths', async () => {
    await expect(get({ className }, 'p', 'HOME')).rejects.toThrow(
      "Path is not supported for EnvVarConfigProvider, invalid value 'p'",
    )
  })

  test('confined, gives out only what is allowed by name, and no credentials', async () => {
    await expect(get({ className, confined: true }, '', 'HOME')).rejects.toThrow(
      'environment variables are off here unless allowlist.pattern names those that may be used',
    )
    const all = { 'allowlist.pattern': '.*' }
    expect(
      await get({ className, confined: true, params: all }, '', 'HOME', 'AWS_SECRET_ACCESS_KEY'),
    ).toEqual({ HOME: '/root' })
    const just = { 'allowlist.pattern': 'AWS_SECRET_ACCESS_KEY' }
    expect(await get({ className, confined: true, params: just }, '', 'AWS_SECRET_ACCESS_KEY')).toEqual({})
  })
})

describe('FileConfigProvider', () => {
  const className = 'FileConfigProvider'
  const params = { 'allowed.paths': `${join(folder, 'allowed', 'sub')},${allowed}` }

  test('reads a properties file', async () => {
    expect(await get({ className }, inside, 'user', 'password', 'empty', 'none', 'toString')).toEqual({
      user: 'alice',
      password: 'grüße!',
      empty: '',
    })
    expect(await get({ className }, '', 'user')).toEqual({})
    const absent = join(folder, 'absent')
    await expect(get({ className }, absent, 'user')).rejects.toThrow(
      `Could not read properties from file ${absent}`,
    )
  })

  test.each([
    [inside, 'alice'],
    [join(allowed, 'same'), 'alice'],
    [`${allowed}/sub/../db.properties`, 'alice'],
    [outside, undefined],
    [`${allowed}/../outside.properties`, undefined],
    [join(allowed, 'link'), undefined],
    [join(allowed, 'up/outside.properties'), undefined],
    [`${allowed}-too`, undefined],
  ])('within allowed.paths: %s', async (path, user) => {
    expect((await get({ className, params }, path, 'user')).user).toBe(user)
    expect((await get({ className, params, confined: true }, path, 'user')).user).toBe(user)
  })

  test('confined, it reads only what is allowed by name, and no environment', async () => {
    await expect(get({ className, confined: true }, inside, 'user')).rejects.toThrow(
      'files are off here unless allowed.paths names the directories that may be read',
    )
    const root = { 'allowed.paths': '/' }
    expect(await get({ className, params: root, confined: true }, inside, 'user')).toEqual({ user: 'alice' })
    const variable = Object.keys(process.env)[0] ?? ''
    for (const path of ['/proc/self/environ', '/proc/thread-self/environ', '/dev/fd/../environ'])
      expect(await get({ className, params: root, confined: true }, path, variable)).toEqual({})
  })

  test.each(['relative/path', join(folder, 'absent')])('allowed.paths cannot be %s', async path => {
    await expect(get({ className, params: { 'allowed.paths': path } }, inside, 'user')).rejects.toThrow(
      `Path ${path} is not valid. The path should be absolute and exist`,
    )
  })
})

describe('DirectoryConfigProvider', () => {
  const className = 'DirectoryConfigProvider'
  const params = { 'allowed.paths': allowed }

  test('gives out the texts of files', async () => {
    expect(await get({ className }, allowed, 'token', 'none', 'sub', '..', '../allowed-too')).toEqual({
      token: 'a token\n',
    })
    expect(await get({ className }, '', 'token')).toEqual({})
    expect(await get({ className }, join(folder, 'absent'), 'token')).toEqual({})
  })

  test('within allowed.paths, and confined nowhere else', async () => {
    expect(await get({ className, params, confined: true }, allowed, 'token', 'link')).toEqual({
      token: 'a token\n',
    })
    expect(await get({ className, params }, folder, 'allowed-too')).toEqual({})
    await expect(get({ className, confined: true }, allowed, 'token')).rejects.toThrow('files are off here')
  })
})

describe('declarations', () => {
  const create = (worker: Record<string, string>) => createConfigProviders(worker, { env, confined: false })

  test('only what is declared is there, and what AWS has', () => {
    expect([...create({}).keys()]).toEqual(['secretsmanager', 'ssm'])
    const worker = {
      'config.providers': 'env,secretsmanager,',
      'config.providers.env.class': 'EnvVarConfigProvider',
    }
    expect([...create(worker).keys()]).toEqual(['secretsmanager', 'ssm', 'env'])
  })

  test('a class is needed, and must be one of ours', () => {
    for (const name of ['env', 'constructor'])
      expect(() => create({ 'config.providers': name })).toThrow(
        `Missing required configuration "config.providers.${name}.class" which has no default value.`,
      )
    expect(() => create({ 'config.providers': 'v', 'config.providers.v.class': 'a.Vault' })).toThrow(
      'Invalid value a.Vault for configuration config.providers.v.class: Class a.Vault could not be found, available are: EnvVarConfigProvider, FileConfigProvider',
    )
  })
})
