import { UNREACHABLE } from '../../connectors/sdk/problem.ts'
import type { ProbeAnswer } from '../../events/probe.ts'
import type { CheckedKey, Validation } from '../runtime/connector-config.ts'

const messagesOf = ({ errors, unreachable }: ProbeAnswer, name: string): readonly string[] => [
  ...errors.filter(([key]) => key === name).map(([, message]) => message),
  ...(unreachable.includes(name) ? [UNREACHABLE] : []),
]

/** The same validation with what a probe has found besides. */
export const withFindings = (validation: Validation, found: ProbeAnswer): Validation => {
  const keys = validation.keys.map(key => ({
    ...key,
    errors: [...key.errors, ...messagesOf(found, key.name)],
  }))
  const known = new Set(keys.map(({ name }) => name))
  const others = new Set(
    [...found.errors.map(([key]) => key), ...found.unreachable].filter(k => !known.has(k)),
  )
  const undeclared = [...others].map(name => ({
    name,
    value: null,
    errors: messagesOf(found, name),
    recommended: [],
    visible: true,
    countsOnce: false,
  }))
  return {
    ...validation,
    keys: [...keys, ...undeclared],
    warnings: [...validation.warnings, ...found.warnings],
  }
}

const errorsIn = ({ countsOnce, errors }: CheckedKey): number =>
  countsOnce ? Math.min(errors.length, 1) : errors.length

/** Kafka Connect's ConfigInfos, and `warnings` beside its fields. `name`: the class as it was given. */
export const configInfos = (name: string, { groups, keys, warnings }: Validation) => ({
  name,
  error_count: keys.reduce((count, key) => count + errorsIn(key), 0),
  groups,
  configs: keys.map(({ definition = null, recommended, ...value }) => ({
    definition,
    value: {
      name: value.name,
      value: value.value,
      recommended_values: recommended,
      errors: value.errors,
      visible: value.visible,
    },
  })),
  warnings: warnings.map(([key, message]) => ({ name: key, message })),
})
