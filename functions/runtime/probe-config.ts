import { isRetriable, messageOf } from '../../connectors/sdk/errors.ts'
import { type Finding, UNREACHABLE } from '../../connectors/sdk/problem.ts'
import type { ProbeAnswer } from '../../events/probe.ts'
import type { Hide } from './config/hidden-values.ts'
import { referencesIn } from './config/references.ts'
import { withResolved } from './config/resolve.ts'
import { type UsedConfig, withUsedConfig } from './config/used-config.ts'
import { parseConnector, validateConnector } from './connector-config.ts'
import { findTopics } from './probe-topics.ts'
import type { Runtime } from './runtime.ts'
import { untilAborted } from './until-aborted.ts'

type Properties = Readonly<Record<string, string>>
type Needs = Pick<Runtime, 'plugins' | 'kafka' | 'configProviders' | 'worker'>
type Add = (...findings: readonly Finding[]) => void

/** ms; well under what API Gateway waits for an answer, a cold start before it included */
const defaultTime = 5_000

/** References that stay as they are: no provider has that name, or no value that key. */
const unresolved = (config: Properties, used: Properties): readonly Finding[] =>
  Object.entries(config).flatMap(([key, text]) =>
    referencesIn(text)
      .map(({ start, end }) => text.slice(start, end))
      .filter(reference => used[key]?.includes(reference))
      .map((reference): Finding => [key, `${reference} stands for nothing and stays as it is`, 'warning']),
  )

/** What is wrong with the values that references stand for. */
const wrongValues = async ({ plugins, worker }: Needs, used: Properties): Promise<readonly Finding[]> => {
  const { keys } = await validateConnector(plugins, used, worker)
  return keys.flatMap(({ name, errors }) => errors.map((error): Finding => [name, error]))
}

/** Checks that need the network, all at once. One that fails by itself says nothing about the configuration. */
const askNetwork = async (needs: Needs, used: Properties, options: { add: Add; signal: AbortSignal }) => {
  const { add, signal } = options
  const { type, plugin, config, pluginConfig } = await parseConnector(needs.plugins, used)
  const run = async (findings: AsyncIterable<Finding>) => {
    for await (const finding of findings) if (!signal.aborted) add(finding)
  }
  const checks = [
    plugin.probe?.(pluginConfig, { signal }),
    type === 'sink' ? findTopics(needs.kafka, config) : undefined,
  ]
  await Promise.allSettled(checks.map(check => check && run(check)))
}

/** Values that cannot be looked up, some of them perhaps for now alone. */
const failedLookUps = async ({ configProviders }: Needs, config: Properties, add: Add): Promise<void> => {
  const lookUp = async ([key, value]: readonly [string, string]) => {
    try {
      await withResolved(configProviders, { only: { [key]: value } }, () => undefined)
    } catch (error) {
      add(isRetriable(error) ? [key, messageOf(error), 'warning'] : [key, messageOf(error)])
    }
  }
  await Promise.all(Object.entries(config).map(lookUp))
}

const answerOf = (found: readonly Finding[], hide: Hide): ProbeAnswer => {
  const texts = (wanted: readonly Finding[]) => wanted.map(([key, message]) => [key, hide(message)] as const)
  const isUnreachable = ([, message]: Finding) => message === UNREACHABLE
  const isWarning = ([, , severity]: Finding) => severity === 'warning'
  return {
    version: 1,
    errors: texts(found.filter(finding => !isWarning(finding) && !isUnreachable(finding))),
    warnings: texts(found.filter(isWarning)),
    unreachable: [...new Set(found.filter(isUnreachable).map(([key]) => key))],
  }
}

const ended = (signal: AbortSignal): Promise<unknown> => untilAborted(new Promise(() => undefined), signal)

/**
 * What is wrong with a configuration as far as only the network tells, of one that is right as far as is known without
 * it: what its references stand for, whether its external system takes it. `time`: ms after which nothing is waited for.
 * What cannot be reached is told no sooner, so that the time tells no more than the text.
 */
export const probeConfig = async (
  needs: Needs,
  config: Properties,
  time = defaultTime,
): Promise<ProbeAnswer> => {
  const signal = AbortSignal.timeout(time)
  const found: Finding[] = []
  const add: Add = (...findings) => void found.push(...findings)
  let hide: Hide = () => ''

  const check = async (used: UsedConfig) => {
    hide = used.hide
    add(...unresolved(config, used.config))
    const wrong = await wrongValues(needs, used.config)
    add(...wrong)
    if (wrong.length === 0) await askNetwork(needs, used.config, { add, signal })
  }
  const checked = withUsedConfig(needs, config, check).catch(() => {
    hide = text => text
    return failedLookUps(needs, config, add)
  })
  await untilAborted(checked, signal)
  const answer = answerOf([...found], hide)
  if (answer.unreachable.length > 0) await ended(signal)
  return answer
}
