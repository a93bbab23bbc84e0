import { readFileSync } from 'node:fs'
import { describe } from 'vitest'
import { byteArrayConverter } from '../../connectors/converters/byte-array-converter.ts'
import { jsonConverter } from '../../connectors/converters/json-converter.ts'
import { simpleHeaderConverter } from '../../connectors/converters/simple-header-converter.ts'
import { stringConverter } from '../../connectors/converters/string-converter.ts'
import { type ConverterVector, converterVectors } from './converter-vectors.ts'

const vectors = readFileSync(new URL('./vectors/converters.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map(line => JSON.parse(line) as ConverterVector)

const untyped =
  'an array or map without one type for its elements is schemaless here; its values are the same'

describe('converters do as the peer does', () => {
  converterVectors({
    vectors,
    definitions: [byteArrayConverter, jsonConverter, simpleHeaderConverter, stringConverter],
    json: jsonConverter,
    deviations: {
      'JsonConverter-89': 'our message goes on with the field that it blames',
      'SimpleHeaderConverter-21': untyped,
      'SimpleHeaderConverter-23': untyped,
      'SimpleHeaderConverter-29': untyped,
      'SimpleHeaderConverter-39': untyped,
    },
  })
})
