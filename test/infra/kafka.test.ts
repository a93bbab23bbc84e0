import { Annotations, Match } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'
import { functionsOf, runnersOf, workerPropertiesOf } from './functions-of.ts'
import { statementsOf } from './statements.ts'
import {
  clusterArn,
  connectStack,
  secretArn,
  serverlessArn,
  templateOf,
  type Variant,
  type WorkerProperties,
  workers,
} from './variants.ts'

const properties = (variant: Variant) => workerPropertiesOf(templateOf(variant))

const rolesThatMay = (variant: Variant, action: string, resource: string) =>
  statementsOf(templateOf(variant))
    .filter(({ actions, resources }) => actions.includes(action) && resources.includes(resource))
    .map(({ role }) => role.replace(/^Connect(.*)Role$/, '$1'))
    .toSorted()

const iam = {
  'security.protocol': 'SASL_SSL',
  'sasl.mechanism': 'AWS_MSK_IAM',
  'sasl.jaas.config': 'software.amazon.msk.auth.iam.IAMLoginModule required;',
}
const asked = { 'bootstrap.servers': '<ConnectBootstrapServersOfCluster.bootstrapServers>' }
const field = (name: string) => `\${secretsmanager:${secretArn}:${name}}`
const scram = {
  'security.protocol': 'SASL_SSL',
  'sasl.mechanism': 'SCRAM-SHA-512',
  'sasl.jaas.config': `org.apache.kafka.common.security.scram.ScramLoginModule required username="${field('username')}" password="${field('password')}";`,
}

describe.each([
  ['mskIam', clusterArn],
  ['mskServerless', serverlessArn],
] as const)('%s', (variant, arn) => {
  const [account, name] = arn.split(':cluster/')

  test('runners log in with IAM, to the addresses that MSK gives', () => {
    expect(properties(variant)).toEqual({ ...asked, ...iam })
    templateOf(variant).hasResourceProperties('Custom::MskBootstrapServers', {
      clusterArn: arn,
      authentication: 'iam',
    })
  })

  test.each([
    ['kafka-cluster:Connect', arn],
    ['kafka-cluster:WriteDataIdempotently', arn],
    ['kafka-cluster:CreateTopic', `${account}:topic/${name}/*`],
    ['kafka-cluster:ReadData', `${account}:topic/${name}/*`],
    ['kafka-cluster:WriteData', `${account}:topic/${name}/*`],
    ['kafka-cluster:AlterGroup', `${account}:group/${name}/*`],
    ['kafka-cluster:AlterTransactionalId', `${account}:transactional-id/${name}/*`],
    ['kafka-cluster:DescribeTransactionalId', `${account}:transactional-id/${name}/*`],
    ['kafka-cluster:DeleteGroup', `${account}:group/${name}/*`],
  ])('runners and nobody else may %s on %s', (action, resource) => {
    expect(rolesThatMay(variant, action, resource)).toEqual(runnersOf(templateOf(variant)))
  })

  test('who asks for the addresses may do that alone', () => {
    const actions = statementsOf(templateOf(variant))
      .filter(({ role }) => role === 'ConnectBootstrapServersRole')
      .flatMap(each => each.actions)
      .filter(action => !/^(logs|xray):/.test(action))
    expect(actions).toEqual(['kafka:GetBootstrapBrokers'])
  })
})

test('a new MSK Serverless cluster stands in the subnets, reached by the functions alone', () => {
  const template = templateOf('newMskServerless')
  const [own] = Object.keys(
    template.findResources('AWS::EC2::SecurityGroup', {
      Properties: { GroupDescription: 'Kafka Connect: functions' },
    }),
  )
  template.hasResourceProperties('AWS::MSK::ServerlessCluster', {
    ClientAuthentication: { Sasl: { Iam: { Enabled: true } } },
    VpcConfigs: [{ SubnetIds: workers.newMskServerless['aws.vpc.subnet.ids'].split(',') }],
  })
  template.hasResourceProperties('AWS::EC2::SecurityGroup', {
    GroupDescription: 'Kafka Connect: MSK Serverless',
    SecurityGroupIngress: [
      { FromPort: 9098, ToPort: 9098, SourceSecurityGroupId: { 'Fn::GetAtt': [own, 'GroupId'] } },
    ],
  })
  expect(properties('newMskServerless')).toEqual({ ...asked, ...iam })
  expect(rolesThatMay('newMskServerless', 'kafka-cluster:Connect', '<ConnectCluster.Arn>')).toEqual(
    runnersOf(template),
  )
})

test('SCRAM takes user and password from a secret, which runners may read', () => {
  expect(properties('mskScram')).toEqual({ ...asked, ...scram })
  expect(rolesThatMay('mskScram', 'secretsmanager:GetSecretValue', secretArn)).toEqual(
    runnersOf(templateOf('mskScram')),
  )
  const actions = statementsOf(templateOf('mskScram')).flatMap(each => each.actions)
  expect(actions.filter(action => action.startsWith('kafka-cluster:'))).toEqual([])
})

test('mutual TLS takes certificate and key from a secret, which runners may read', () => {
  expect(properties('mskTls')).toEqual({
    ...asked,
    'security.protocol': 'SSL',
    'ssl.keystore.certificate.chain': field('certificate'),
    'ssl.keystore.key': field('privateKey'),
  })
  templateOf('mskTls').hasResourceProperties('Custom::MskBootstrapServers', { authentication: 'tls' })
  expect(rolesThatMay('mskTls', 'secretsmanager:GetSecretValue', secretArn)).toEqual(
    runnersOf(templateOf('mskTls')),
  )
})

test('a Kafka of one’s own is named by its addresses, and nothing of MSK is there', () => {
  const template = templateOf('selfManaged')
  expect(properties('selfManaged')).toEqual({ 'bootstrap.servers': 'kafka.example.com:9092' })
  template.resourceCountIs('Custom::MskBootstrapServers', 0)
  expect(Object.keys(functionsOf(template))).not.toContain('BootstrapServers')
  expect(statementsOf(template).flatMap(each => each.actions)).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^(kafka|secretsmanager)/)]),
  )
})

test('with a secret it is logged in to, over TLS', () => {
  const servers = workers.selfManagedScram['bootstrap.servers']
  expect(properties('selfManagedScram')).toEqual({ 'bootstrap.servers': servers, ...scram })
  const tls = { 'security.protocol': 'SSL', 'aws.kafka.secret.arn': secretArn }
  expect(properties('selfManagedTls')).toMatchObject({
    'ssl.keystore.certificate.chain': field('certificate'),
    'ssl.keystore.key': field('privateKey'),
  })
  expect(workers.selfManagedTls).toMatchObject(tls)
})

test('addresses that are known are not asked for', () => {
  const stack = connectStack({ ...workers.mskIam, 'bootstrap.servers': 'b-1.orders.example.com:9098' })
  expect(stack.connect.node.tryFindChild('BootstrapServers')).toBeUndefined()
})

test('a password in the open is warned of, a reference to one is not', () => {
  const warnings = (worker: WorkerProperties) =>
    Annotations.fromStack(connectStack({ 'bootstrap.servers': 'kafka:9092', ...worker }))
      .findWarning('*', Match.stringLikeRegexp('can be read in the template'))
      .map(({ entry }) => String(entry.data))
  expect(
    warnings({
      'sasl.jaas.config': 'PlainLoginModule required username="me" password="hush";',
      'ssl.keystore.password': 'hush',
    }),
  ).toEqual([
    expect.stringMatching(/^sasl\.jaas\.config, ssl\.keystore\.password can be read in the template/),
  ])
  expect(warnings({ 'sasl.jaas.config': scram['sasl.jaas.config'] })).toEqual([])
})

test.each([
  [{}, 'one of bootstrap.servers, aws.msk.cluster.arn and aws.msk.serverless=new is needed'],
  [
    { 'aws.msk.cluster.arn': clusterArn, 'aws.msk.serverless': 'new' },
    `aws.msk.cluster.arn is ${clusterArn}, with aws.msk.serverless=new none is allowed`,
  ],
  [
    { 'aws.msk.cluster.arn': 'orders' },
    'clusterArn is orders, expected arn:aws:kafka:<region>:<account>:cluster/<name>/<id>',
  ],
  [
    { 'aws.msk.cluster.arn': clusterArn, 'sasl.mechanism': 'PLAIN' },
    'sasl.mechanism is PLAIN, MSK allows AWS_MSK_IAM and SCRAM-SHA-512',
  ],
  [
    { 'aws.msk.cluster.arn': clusterArn, 'sasl.mechanism': 'SCRAM-SHA-512' },
    'aws.kafka.secret.arn is missing, it is needed with sasl.mechanism=SCRAM-SHA-512',
  ],
  [
    { 'aws.msk.cluster.arn': clusterArn, 'security.protocol': 'SSL' },
    'aws.kafka.secret.arn is missing, it is needed with security.protocol=SSL',
  ],
  [
    { 'bootstrap.servers': 'kafka:9092', 'sasl.mechanism': 'GSSAPI', 'aws.kafka.secret.arn': secretArn },
    'sasl.mechanism is "GSSAPI", a secret goes with PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, or with security.protocol=SSL',
  ],
  [{ 'aws.msk.serverless': 'new' }, 'MSK Serverless is made in a VPC: name one'],
  [
    {
      'aws.msk.serverless': 'new',
      'aws.vpc.id': 'vpc-1',
      'aws.vpc.subnet.ids': 'subnet-1',
      'aws.vpc.availability.zones': 'eu-west-1a',
    },
    'the subnets are in eu-west-1a, MSK Serverless is made in at least two zones',
  ],
])('%o is refused', (worker: WorkerProperties, text) => {
  expect(() => connectStack(worker)).toThrow(text)
})
