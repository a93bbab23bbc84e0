import type { Finding } from '../../connectors/sdk/problem.ts'

/** Everything that a probe finds; nothing when there is none. */
export const probed = async (probe: AsyncIterable<Finding> | undefined): Promise<readonly Finding[]> => {
  const found: Finding[] = []
  for await (const finding of probe ?? []) found.push(finding)
  return found
}
