import type { ConfigProvider } from '../../runtime/ports/config-provider.ts'
import { callFailed, callSettings } from './aws-call.ts'
import type { ProviderParams } from './provider-options.ts'

const openParameters = (region: string | undefined) => {
  const open = async () => {
    const { SSM } = await import('@aws-sdk/client-ssm')
    return new SSM(callSettings(region))
  }
  let opened: ReturnType<typeof open> | undefined
  return async (Name: string): Promise<string> => {
    opened ??= open()
    const client = await opened
    const { Parameter } = await client.getParameter({ Name, WithDecryption: true }).catch(error => {
      throw callFailed(`the parameter ${Name}`, error)
    })
    return Parameter?.Value ?? ''
  }
}

/**
 * SSM Parameter Store: `${ssm:/path/name}`, decrypted. Everything after `ssm:` is the name, with a version or label behind
 * a colon or as an ARN, as SSM itself takes it. `region`: where the parameters are.
 */
export const ssmConfigProvider = (params: ProviderParams): ConfigProvider => {
  const fetchParameter = openParameters(params.region)
  return {
    get: async (path, keys) =>
      new Map(
        await Promise.all(
          keys.map(async key => [key, await fetchParameter(path === '' ? key : `${path}:${key}`)] as const),
        ),
      ),
  }
}
