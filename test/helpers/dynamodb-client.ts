/** How to reach a DynamoDB-compatible endpoint that takes any credentials. */
export const dynamoDbClient = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
})
