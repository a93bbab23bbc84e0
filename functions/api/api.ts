import middy from '@middy/core'
import httpErrorHandler from '@middy/http-error-handler'
import httpRouterHandler from '@middy/http-router'
import type { ApiEvent, ApiResult } from './api-event.ts'
import type { ApiOptions } from './api-options.ts'
import { cors } from './cors.ts'
import { errorBody } from './error-body.ts'
import { allRoutes, unknownRoute } from './route.ts'
import { configRoutes } from './routes/config.ts'
import { connectorRoutes } from './routes/connector.ts'
import { connectorPluginRoutes } from './routes/connector-plugins.ts'
import { connectorsRoutes } from './routes/connectors.ts'
import { deadLetterRoutes } from './routes/dead-letters.ts'
import { healthRoutes } from './routes/health.ts'
import { lifecycleRoutes } from './routes/lifecycle.ts'
import { loggerRoutes } from './routes/loggers.ts'
import { offsetRoutes } from './routes/offsets.ts'
import { openApiRoute } from './routes/openapi.ts'
import { pluginConfigRoutes } from './routes/plugin-config.ts'
import { rootRoutes } from './routes/root.ts'
import { statusRoutes } from './routes/status.ts'
import { taskRoutes } from './routes/tasks.ts'
import { topicRoutes } from './routes/topics.ts'

/** One entry per resource of the REST API. */
const resources = [
  rootRoutes,
  healthRoutes,
  connectorsRoutes,
  connectorRoutes,
  configRoutes,
  statusRoutes,
  lifecycleRoutes,
  taskRoutes,
  topicRoutes,
  offsetRoutes,
  deadLetterRoutes,
  connectorPluginRoutes,
  loggerRoutes,
  pluginConfigRoutes,
]

/** Kafka Connect's REST API, for HTTP events of API Gateway (payload version 2.0). */
export const createApi = (options: ApiOptions) => {
  const described = resources.flatMap(resource => resource(options))
  const routes = [...described, openApiRoute(described, options)]
  const router = httpRouterHandler<ApiEvent, ApiResult>({
    routes: allRoutes(routes),
    notFoundResponse: unknownRoute(routes),
  })
  return middy<ApiEvent, ApiResult>(router)
    .use(cors(options.worker))
    .use(httpErrorHandler({ logger: false }))
    .use(errorBody())
}
