import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { Template } from './template.ts'
import { type ZipEntry, zip } from './zip.ts'

/** What is uploaded before a stack is created: code for the most part. */
export interface Asset {
  readonly bucket: string
  readonly key: string
  readonly body: Uint8Array
}

export interface StackAssembly {
  readonly stackName: string
  readonly template: Template
  readonly assets: readonly Asset[]
}

interface Artifact {
  readonly type: string
  readonly properties: { readonly templateFile?: string; readonly file?: string; readonly stackName?: string }
}

interface AssetManifest {
  readonly files: Readonly<Record<string, AssetFile>>
}

interface AssetFile {
  readonly source: { readonly path: string; readonly packaging: 'zip' | 'file' }
  readonly destinations: Readonly<Record<string, { readonly bucketName: string; readonly objectKey: string }>>
}

const account = '000000000000'
export const region = 'us-east-1'

const readJson = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8'))

const filesIn = (folder: string): readonly ZipEntry[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => {
      const path = join(entry.parentPath, entry.name)
      const executable = (statSync(path).mode & 0o100) !== 0
      const name = relative(folder, path).replaceAll(sep, '/')
      return { path: name, content: readFileSync(path), executable }
    })

const runtimeFolder = join(import.meta.dirname, 'function-runtime')

/** Code for the runtime that the template's edit names: with that runtime in it. */
const packed = (folder: string) => zip([...filesIn(folder), ...filesIn(runtimeFolder)])

const pseudoParameters: Readonly<Record<string, string>> = { AccountId: account, Region: region }
const resolved = (text: string) =>
  text.replace(/\$\{AWS::(\w+)\}/g, (whole, name) => pseudoParameters[name] ?? whole)

const isTemplate = ({ source }: AssetFile) => source.path.endsWith('.template.json')

const assetsOf = (folder: string, manifest: AssetManifest): readonly Asset[] =>
  Object.values(manifest.files)
    .filter(file => !isTemplate(file))
    .flatMap(({ source, destinations }) => {
      const path = join(folder, source.path)
      const body = source.packaging === 'zip' ? packed(path) : readFileSync(path)
      return Object.values(destinations).map(({ bucketName, objectKey }) => ({
        bucket: resolved(bucketName),
        key: resolved(objectKey),
        body,
      }))
    })

/** Reads a cloud assembly (`cdk.out`) that has one stack. */
export const readAssembly = (folder: string): StackAssembly => {
  const { artifacts } = readJson<{ artifacts: Record<string, Artifact> }>(join(folder, 'manifest.json'))
  const ofType = (type: string) => Object.entries(artifacts).filter(([, each]) => each.type === type)
  const [stack, ...others] = ofType('aws:cloudformation:stack')
  if (stack === undefined || others.length > 0)
    throw new Error(`${folder} has ${others.length + (stack ? 1 : 0)} stacks; one is allowed`)
  const [id, { properties }] = stack
  const manifests = ofType('cdk:asset-manifest').map(([, each]) =>
    readJson<AssetManifest>(join(folder, each.properties.file ?? '')),
  )
  return {
    stackName: properties.stackName ?? id,
    template: readJson<Template>(join(folder, properties.templateFile ?? '')),
    assets: manifests.flatMap(manifest => assetsOf(folder, manifest)),
  }
}
