import { App } from 'aws-cdk-lib'
import { ConnectStack } from './connect-stack.ts'
import { readPropertiesFile } from './local/properties-file.ts'

/** As CloudFormation takes it: letters, digits and hyphens, a letter first. */
const stackName = (groupId: string) =>
  groupId.replace(/[^A-Za-z0-9]+/g, '-').replace(/^[^A-Za-z]+/, '') || 'KafkaConnect'

const app = new App()
const file: unknown = app.node.tryGetContext('worker')
if (typeof file !== 'string')
  throw new Error('a file with worker properties is needed: cdk deploy -c worker=worker.properties')
const worker = readPropertiesFile(file)
new ConnectStack(app, stackName(worker['group.id'] ?? ''), { worker })
