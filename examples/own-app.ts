import { App, CfnOutput, Stack } from 'aws-cdk-lib'
import { Vpc } from 'aws-cdk-lib/aws-ec2'
import { Role } from 'aws-cdk-lib/aws-iam'
import { Bucket } from 'aws-cdk-lib/aws-s3'
// in an app of your own: 'kafka-connect-serverless'
import { KafkaConnect, msk } from '../infra/index.ts'

/** Connectors between an MSK cluster and a bucket, in a stack of your own. */
const stack = new Stack(new App(), 'Orders', { env: { account: '111122223333', region: 'eu-west-1' } })
const archive = new Bucket(stack, 'Archive', { enforceSSL: true })

const connect = new KafkaConnect(stack, 'Connect', {
  kafka: msk({
    clusterArn: 'arn:aws:kafka:eu-west-1:111122223333:cluster/orders/0a1b2c3d-1111-2222-3333-444455556666-7',
  }),
  vpc: Vpc.fromLookup(stack, 'Vpc', { vpcName: 'orders' }),
  workerProperties: { 'value.converter': 'org.apache.kafka.connect.json.JsonConverter' },
  sinkTask: { memorySize: 2048 },
})

archive.grantReadWrite(connect)
connect.grantInvokeApi(Role.fromRoleName(stack, 'Operators', 'operators'))
new CfnOutput(stack, 'Url', { value: connect.url })
