import { describe, expect, test } from 'vitest'
import { KAFKA_CONNECT_VERSION } from '../../../functions/api/version.ts'
import { misfits, resolveReference } from '../../helpers/json-schema.ts'
import { type DescribedOperation, documentFile, type OpenApiDocument } from '../../helpers/openapi.ts'
import { openApi } from './api-client.ts'

const answer = await openApi({ version: KAFKA_CONNECT_VERSION }).request('GET', '/openapi.json')
const document = answer.body as OpenApiDocument

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
)

const referencesIn = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => (name === '$ref' ? [inner] : referencesIn(inner)))
}

const namesIn = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)

describe('the OpenAPI document', () => {
  test('is served as JSON that may be kept for a while, and is small', () => {
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe('application/json')
    expect(answer.headers['cache-control']).toMatch(/max-age=\d+/)
    expect(answer.text.length).toBeLessThan(40 * 1024)
    expect(document.openapi).toMatch(/^3\.1\.\d$/)
  })

  test('has exactly the methods that each path has', async () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      const url = path.replace('{task}', '0').replace(/\{\w+\}/, 'x')
      const { headers } = await openApi().request('OPTIONS', url)
      const allowed = String(headers.allow)
        .split(',')
        .filter(method => method !== 'HEAD' && method !== 'OPTIONS')
      expect(
        Object.keys(methods).map(method => method.toUpperCase()),
        path,
      ).toEqual(allowed)
    }
  })

  test('refers to nothing that is not there, and to everything that is', () => {
    const references = new Set(referencesIn(document))
    for (const reference of references) expect(() => resolveReference(document, reference)).not.toThrow()
    for (const name of Object.keys(document.components.schemas))
      expect(references).toContain(`#/components/schemas/${name}`)
  })

  test.each(Object.entries(document.components.schemas))('has examples of %s that fit it', (_, schema) => {
    expect(schema.examples?.length).toBeGreaterThan(0)
    for (const example of schema.examples ?? []) expect(misfits(document, schema, example)).toEqual([])
  })

  test('has an id of its own for each operation', () => {
    const ids = operations.map(({ operation }) => operation.operationId)
    expect(ids).toEqual([...new Set(ids)])
  })

  test.each(operations)('describes $method $path', ({ path, operation }) => {
    const { summary, parameters = [], responses }: DescribedOperation = operation
    expect(summary).toMatch(/^[A-Z].*[^.]$/)
    const inPath = parameters.filter(parameter => parameter.in === 'path').map(({ name }) => name)
    expect(inPath).toEqual(namesIn(path))
    expect(Object.keys(responses).some(status => status.startsWith('2'))).toBe(true)
    expect(responses).toHaveProperty('default')
  })
})

test('docs/reference/openapi.json is this document (vitest -u writes it)', async () => {
  await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot(documentFile)
})
