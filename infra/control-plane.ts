import { RemovalPolicy, Validations } from 'aws-cdk-lib'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import {
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { originPatterns } from '../functions/api/origin-patterns.ts'

/** Who may call the REST API. */
export type ApiAuthorization =
  /** requests signed with AWS credentials (SigV4) that may `execute-api:Invoke` */
  | { readonly type: 'iam' }
  /** requests with a token of this issuer */
  | { readonly type: 'jwt'; readonly issuer: string; readonly audience: readonly string[] }
  /** everybody who reaches it: for what stands behind something that asks */
  | { readonly type: 'none' }

export interface ApiProps {
  /** default: IAM */
  readonly authorization?: ApiAuthorization
  /** requests a second, and how many of them may come at once; default: 50 and 100 */
  readonly throttle?: { readonly rateLimit: number; readonly burstLimit: number }
}

interface ControlPlaneProps extends ApiProps {
  readonly handler: IFunction
  /** worker properties: `access.control.allow.origin` */
  readonly worker: Readonly<Record<string, string>>
  readonly encryptionKey?: IKey | undefined
}

const authorizerOf = (authorization: ApiAuthorization): IHttpRouteAuthorizer => {
  if (authorization.type === 'iam') return new HttpIamAuthorizer()
  if (authorization.type === 'none') return new HttpNoneAuthorizer()
  const { issuer, audience } = authorization
  return new HttpJwtAuthorizer('Jwt', issuer, { jwtAudience: [...audience] })
}

// who, what and the answer; no bodies, no query
const accessFormat = AccessLogFormat.custom(
  JSON.stringify({
    time: '$context.requestTime',
    caller: '$context.identity.caller',
    subject: '$context.authorizer.claims.sub',
    sourceIp: '$context.identity.sourceIp',
    method: '$context.httpMethod',
    path: '$context.path',
    status: '$context.status',
    latency: '$context.responseLatency',
    requestId: '$context.requestId',
    error: '$context.error.message',
  }),
)

const paths = ['/', '/{proxy+}']

/** A browser asks, without any login, whether a page may call: the function answers that from the worker's keys. */
const answerPreflights = (api: HttpApi, integration: HttpLambdaIntegration): void => {
  const authorizer = new HttpNoneAuthorizer()
  for (const path of paths)
    for (const route of api.addRoutes({ path, methods: [HttpMethod.OPTIONS], integration, authorizer }))
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason:
          'browsers send no login with a preflight, whose answer has the allowed origins and methods alone',
      })
}

/** The REST API of Kafka Connect, on API Gateway. */
export const controlPlane = (scope: Construct, props: ControlPlaneProps): HttpApi => {
  const { authorization = { type: 'iam' }, throttle = { rateLimit: 50, burstLimit: 100 } } = props
  const origins = originPatterns(props.worker)
  const api = new HttpApi(scope, 'Api', {
    description: "Kafka Connect's REST API",
    createDefaultStage: false,
  })
  const logs = new LogGroup(scope, 'AccessLogs', {
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
    ...(props.encryptionKey && { encryptionKey: props.encryptionKey }),
  })
  new HttpStage(scope, 'Stage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    throttle,
    accessLogSettings: { destination: new LogGroupLogDestination(logs), format: accessFormat },
  })
  const integration = new HttpLambdaIntegration('Handler', props.handler)
  const authorizer = authorizerOf(authorization)
  for (const path of paths) api.addRoutes({ path, methods: [HttpMethod.ANY], integration, authorizer })
  if (origins.length > 0 && authorization.type !== 'none') answerPreflights(api, integration)
  return api
}
