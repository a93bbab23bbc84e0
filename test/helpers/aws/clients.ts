import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import { region } from './assembly.ts'

/** Clients of what an emulator plays, with every permission; of Lambda as functions see it. */
export const openClients = (endpoint: string, lambdaEndpoint: string) => {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const config = { endpoint, region, credentials }
  return {
    cloudFormation: new CloudFormationClient(config),
    lambda: new LambdaClient({ ...config, endpoint: lambdaEndpoint }),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    stepFunctions: new SFNClient(config),
  }
}

export type AwsClients = ReturnType<typeof openClients>
