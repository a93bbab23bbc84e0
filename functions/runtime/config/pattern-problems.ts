import { type ConfigDef, validateConfig } from '../../../connectors/sdk/config.ts'
import type { Problem } from '../../../connectors/sdk/problem.ts'
import { regex, regexes } from './key-validators.ts'

type Properties = Readonly<Record<string, string>>

/** What is wrong with regular expressions. What judges them is loaded for configurations that have some. */
export const patternProblems = async (
  definition: ConfigDef,
  properties: Properties,
): Promise<readonly Problem[]> => {
  const given = Object.entries(definition).filter(
    ([key, { validator }]) => (validator === regex || validator === regexes) && properties[key]?.trim(),
  )
  if (given.length === 0) return []
  const { javaRegex } = await import('../../../connectors/sdk/java-pattern.ts')
  const all = (patterns: readonly string[] | null) => void patterns?.forEach(javaRegex)
  return given.flatMap(([key, spec]) => {
    const validator = spec.validator === regex ? javaRegex : all
    const [value] = validateConfig({ [key]: { ...spec, validator } }, properties)
    return (value?.errors ?? []).map((error): Problem => [key, error])
  })
}
