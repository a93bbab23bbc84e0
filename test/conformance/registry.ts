import { describe, expect, it } from 'vitest'
import type { PluginEntry } from '../../functions/runtime/ports/plugins.ts'
import { type Check, type CheckedEntry, checksOf } from './registry-checks.ts'

/** A check that a plugin does not pass, with the reason why that is right. One that passes after all fails. */
export interface Waiver {
  /** the class that is shown */
  readonly plugin: string
  readonly check: string
  readonly reason: string
}

/** A configuration that a plugin of the registry is valid with, without the framework's keys. */
export type Sample = Readonly<Record<string, string>>

interface RegistryOptions {
  readonly samples: Readonly<Record<string, Sample>>
  readonly waivers: readonly Waiver[]
}

const classOf = ({ classes }: PluginEntry) => classes[0] ?? ''

/** Passes when the check does, or when it fails and there is a waiver for that. */
export const runCheck = async (check: () => void | Promise<void>, waiver?: Waiver): Promise<void> => {
  if (waiver === undefined) return check()
  const passed = await (async () => check())().then(
    () => true,
    () => false,
  )
  if (passed) throw new Error(`${waiver.plugin} passes "${waiver.check}": its waiver is no longer needed`)
}

/** What every plugin of a registry does. */
export const registryConformance = (
  registry: readonly CheckedEntry[],
  { samples, waivers }: RegistryOptions,
) => {
  describe('the registry', () => {
    it('has a sample configuration for each of its plugins, and for no others', () => {
      expect(Object.keys(samples).toSorted()).toEqual([...new Set(registry.map(classOf))].toSorted())
    })

    it('has no class twice as the same type', () => {
      const classes = registry.flatMap(({ type, classes }) => classes.map(each => `${type} ${each}`))
      expect(classes).toEqual([...new Set(classes)])
    })

    it('has waivers with reasons, for plugins and checks that there are', () => {
      for (const { plugin, check, reason } of waivers) {
        const entry = registry.find(each => classOf(each) === plugin)
        expect(entry, `a plugin ${plugin}`).toBeDefined()
        const names = entry === undefined ? [] : checksOf(entry.type).map(({ name }) => name)
        expect(names).toContain(check)
        expect(reason.length).toBeGreaterThan(10)
      }
    })
  })

  describe.each(registry.map(entry => [entry.type, classOf(entry), entry] as const))(
    '%s %s',
    (type, plugin, entry) => {
      it.each(checksOf(type).map((check): [string, Check] => [check.name, check]))('%s', (name, check) =>
        runCheck(
          async () => check.run({ entry, plugin: await entry.load(), sample: samples[plugin] ?? {} }),
          waivers.find(w => w.plugin === plugin && w.check === name),
        ),
      )
    },
  )
}
