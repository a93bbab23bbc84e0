/** Where providers stand: on a machine of one's own, or in functions that share a deployment's rights. */
export interface ProviderOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  /**
   * Environment variables and files are given out only as far as `allowlist.pattern` and `allowed.paths` name them, and
   * whatever those say, no variable named `AWS_…`, which are the function's credentials
   */
  readonly confined: boolean
}

/** `config.providers.<name>.param.*`, without that prefix. */
export type ProviderParams = Readonly<Record<string, string>>
