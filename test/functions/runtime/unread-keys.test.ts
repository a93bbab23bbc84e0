import { expect, test } from 'vitest'
import { configureConnector, replanConnector } from '../../../functions/runtime/state/connectors.ts'
import { sourceScene } from './scene/scripted-source.ts'

const misspelt = { 'scripted.sekret': 'canary', 'tasks.maxi': '1' }

const open = () =>
  sourceScene(
    () => ({
      // biome-ignore lint/correctness/useYield: it has nothing
      async *read() {
        return undefined
      },
    }),
    { config: misspelt },
  )

const warned = ({ logged }: Awaited<ReturnType<typeof open>>) =>
  logged.filter(({ level }) => level === 'WARN').map(({ connector, message }) => [connector, message])

const first = [
  'numbers',
  'Nobody reads some keys of the configuration: scripted.sekret: unknown; did you mean scripted.secret?; tasks.maxi: unknown; did you mean tasks.max?',
]

test('keys that nobody reads are logged when the plan first sees them, and no more', async () => {
  const scene = await open()
  expect(warned(scene)).toEqual([first])
  await replanConnector(scene.table, 'numbers')
  await scene.plan('numbers')
  expect(warned(scene)).toEqual([first])
})

test('keys of another configuration are logged anew', async () => {
  const scene = await open()
  const configure = (over: Record<string, string>) =>
    configureConnector(scene.table, 'numbers', () => ({
      type: 'source',
      config: { ...scene.created, ...over },
    }))
  await configure({ 'run.modus': 'x' })
  await scene.plan('numbers')
  expect(warned(scene)).toHaveLength(2)
  expect(warned(scene)[1]?.[1]).toContain('run.modus: unknown; did you mean run.mode?')
})
