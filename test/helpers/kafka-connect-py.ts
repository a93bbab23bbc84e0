import { installArtifact } from '../../infra/local/artifacts.ts'
import { runCommand } from '../../infra/local/run-command.ts'

/** A method of the library's client, and its arguments. */
export type Call = readonly [method: string, ...args: unknown[]]

/** What a method returned, or the status of the HTTP error that it raised. */
export type Outcome = { readonly returned: unknown } | { readonly raised: number | null }

const program = `
import json, sys
from kafka_connect import KafkaConnect
client = KafkaConnect(url=sys.argv[1])
outcomes = []
for method, *args in json.load(sys.stdin):
    try:
        outcomes.append({"returned": getattr(client, method)(*args)})
    except Exception as error:
        outcomes.append({"raised": getattr(getattr(error, "response", None), "status_code", None)})
print(json.dumps(outcomes))
`

/** Runs calls of PyPI's kafka-connect-py, one after the other, against the Connect worker at `url`. */
export const callKafkaConnectPy = async (
  url: string,
  ...calls: readonly Call[]
): Promise<readonly Outcome[]> => {
  const folder = await installArtifact('kafka-connect-py', { log: console.log })
  const env = { ...process.env, PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1', NO_PROXY: '127.0.0.1' }
  const output = await runCommand('python3', ['-c', program, url], { env, input: JSON.stringify(calls) })
  return JSON.parse(output)
}
