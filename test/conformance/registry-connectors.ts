import { expect } from 'vitest'
import { canonical } from '../../connectors/sdk/canonical.ts'
import { parseConfig } from '../../connectors/sdk/config.ts'
import type { Sink } from '../../connectors/sdk/sink.ts'
import type { Source } from '../../connectors/sdk/source.ts'
import { sinkConfig } from '../../functions/runtime/config/sink-config.ts'
import { sourceConfig } from '../../functions/runtime/config/source-config.ts'
import { probed } from '../helpers/probed.ts'
import type { Check, Checked } from './registry-checks.ts'

const configOf = ({ plugin, sample }: Checked<Source | Sink>) => parseConfig(plugin.config, sample)

const signal = new AbortController().signal

const connectorChecks = (framework: object): readonly Check<Source | Sink>[] => [
  {
    name: 'finds nothing wrong with its sample as a whole',
    run: checked => {
      expect([...(checked.plugin.validate?.(configOf(checked)) ?? [])]).toEqual([])
    },
  },
  {
    name: 'tells what the reference needs',
    run: ({ plugin: { docs } }) => {
      expect(docs?.title).toMatch(/^[A-Z]\w*( \w+)* (source|sink)$/)
      expect(docs?.summary).toMatch(/^[A-Z].*\.$/)
      expect(`${docs?.because ?? ''}${docs?.residue ?? ''}`).not.toMatch(/\.$/)
      // who may deliver something twice says what
      expect(docs?.delivers === 'at least once').toBe(docs?.residue !== undefined)
    },
  },
  {
    name: 'ends its probe when it is told to, and blames keys of its own',
    run: async checked => {
      const began = performance.now()
      const aborted = AbortSignal.abort()
      const found = await probed(checked.plugin.probe?.(configOf(checked), { signal: aborted })).catch(
        () => [],
      )
      expect(performance.now() - began).toBeLessThan(2_000)
      for (const [key] of found) expect(Object.keys(checked.plugin.config)).toContain(key)
    },
  },
  {
    name: 'has no key of the framework’s',
    run: ({ plugin }) => {
      expect(Object.keys(plugin.config).filter(key => Object.hasOwn(framework, key))).toEqual([])
    },
  },
]

export const sourceChecks: readonly Check<Source>[] = [
  ...connectorChecks(sourceConfig),
  {
    name: 'documents a partition with an offset that it would take',
    run: ({ plugin: { docs, validateOffsets } }) => {
      if (docs?.position !== undefined) expect([...(validateOffsets?.([docs.position]) ?? [])]).toEqual([])
    },
  },
  {
    name: 'plans no more tasks than allowed, each partition in one of them, and the same again',
    run: async checked => {
      const config = configOf(checked)
      for (const most of [1, 2, 7]) {
        const { tasks, again } = await checked.plugin.plan(config, most)
        expect(tasks.length).toBeGreaterThan(0)
        expect(tasks.length).toBeLessThanOrEqual(most)
        expect(again ?? 1).toBeGreaterThan(0)
        const partitions = tasks.flatMap(task => task.partitions.map(canonical))
        expect(partitions).toEqual([...new Set(partitions)])
        expect(tasks.every(task => task.partitions.length > 0)).toBe(true)
        expect((await checked.plugin.plan(config, most)).tasks).toEqual(tasks)
      }
    },
  },
  {
    name: 'opens and closes without being read',
    run: async checked => {
      const config = configOf(checked)
      const [task] = (await checked.plugin.plan(config, 1)).tasks
      const reader = await checked.plugin.open({
        config,
        task: { connector: 'checked', number: 0, partitions: task?.partitions ?? [] },
        offsets: { get: async partitions => partitions.map(() => undefined) },
        epoch: 1,
        signal,
      })
      await reader.close()
    },
  },
]

export const sinkChecks: readonly Check<Sink>[] = [
  ...connectorChecks(sinkConfig),
  {
    name: 'opens, flushes nothing and closes, and writes to nothing without its lease',
    run: async checked => {
      const writer = await checked.plugin.open({
        config: configOf(checked),
        connector: 'checked',
        task: 0,
        partitions: [],
        lineage: 0,
        epoch: 1,
        reject: () => {},
        requestFlush: () => {},
        mayWrite: () => false,
        callTimeout: 1_000,
        signal,
      })
      try {
        expect(['nothing', 'idempotent', 'unknown']).toContain(writer.failureEffect)
        expect((await writer.flush({ end: true })).partitions ?? []).toEqual([])
      } finally {
        await writer.close()
      }
    },
  },
]
