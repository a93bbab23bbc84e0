import type { EventSourceMappingConfiguration, LambdaClientConfig } from '@aws-sdk/client-lambda'
import type { EventSources } from '../../runtime/ports/event-sources.ts'
import {
  clusterRequest,
  type EventSourceDeployment,
  settingsRequest,
  sourceOf,
} from './event-source-requests.ts'
import { isNamed, refused } from './lambda-errors.ts'

/** The SDK is loaded by those alone who have something to do with it. */
const openClient = async (config: LambdaClientConfig) => {
  const sdk = await import('@aws-sdk/client-lambda')
  return { sdk, client: new sdk.LambdaClient({ maxAttempts: 3, ...config }) }
}

type Client = Awaited<ReturnType<typeof openClient>>

/** Event source mappings of Lambda, of the alias of a function that names the connector. */
export const openEventSources = (
  deployment: EventSourceDeployment,
  aliasOf: (connector: string) => string,
  config: LambdaClientConfig = {},
): EventSources => {
  const { functionArn: FunctionName, version: FunctionVersion } = deployment
  let opened: Promise<Client> | undefined

  /** `passes`: names of errors that are as good as success: it is so already, or is tried again anyway. */
  const call = async <T>(what: string, passes: readonly string[], send: (client: Client) => Promise<T>) => {
    opened ??= openClient(config)
    try {
      return await send(await opened)
    } catch (error) {
      if (isNamed(error, passes)) return undefined
      throw refused(what, error)
    }
  }

  const aliasVersion = (Name: string) =>
    call(`The alias ${Name}`, ['ResourceNotFoundException'], async ({ sdk, client }) => {
      const found = await client.send(new sdk.GetAliasCommand({ FunctionName, Name }))
      return found.FunctionVersion
    })

  return {
    attach: async connector => {
      const Name = aliasOf(connector)
      const present = await aliasVersion(Name)
      if (present === FunctionVersion) return
      const input = { FunctionName, Name, FunctionVersion }
      await call(`The alias ${Name}`, ['ResourceConflictException'], async ({ sdk, client }) => {
        if (present !== undefined) await client.send(new sdk.UpdateAliasCommand(input))
        else await client.send(new sdk.CreateAliasCommand(input))
      })
    },
    detach: async connector => {
      const Name = aliasOf(connector)
      await call(`The alias ${Name}`, ['ResourceNotFoundException'], ({ sdk, client }) =>
        client.send(new sdk.DeleteAliasCommand({ FunctionName, Name })),
      )
    },
    list: async connector => {
      const alias = `${FunctionName}:${aliasOf(connector)}`
      const listed = await call(
        `The mappings of ${alias}`,
        ['ResourceNotFoundException'],
        async ({ sdk, client }) => {
          const found: EventSourceMappingConfiguration[] = []
          const pages = sdk.paginateListEventSourceMappings({ client }, { FunctionName: alias })
          for await (const page of pages) found.push(...(page.EventSourceMappings ?? []))
          return found
        },
      )
      return (listed ?? []).map(mapping => sourceOf(deployment, mapping))
    },
    create: async (connector, settings) => {
      const alias = `${FunctionName}:${aliasOf(connector)}`
      const input = {
        FunctionName: alias,
        ...clusterRequest(deployment, settings),
        ...settingsRequest(deployment, settings),
      }
      await call(
        `A mapping of ${settings.topic} for ${alias}`,
        ['ResourceConflictException'],
        ({ sdk, client }) => client.send(new sdk.CreateEventSourceMappingCommand(input)),
      )
    },
    update: async ({ id: UUID }, settings) => {
      const input = { UUID, ...settingsRequest(deployment, settings) }
      await call(`The mapping ${UUID}`, ['ResourceInUseException'], ({ sdk, client }) =>
        client.send(new sdk.UpdateEventSourceMappingCommand(input)),
      )
    },
    delete: async ({ id: UUID }) => {
      await call(
        `The mapping ${UUID}`,
        ['ResourceInUseException', 'ResourceNotFoundException'],
        ({ sdk, client }) => client.send(new sdk.DeleteEventSourceMappingCommand({ UUID })),
      )
    },
  }
}
