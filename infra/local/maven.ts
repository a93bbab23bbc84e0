import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runCommand } from './run-command.ts'

const plugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1'
const copyDependencies = `${plugin}:copy-dependencies`
// -U: Maven would remember a failure and not try again
const quiet = ['-B', '-q', '-U', '-Dstyle.color=never']

interface Packages {
  /** `group:artifact:version` */
  readonly packages: readonly string[]
  /** `group:artifact` that must stay off the class path */
  readonly exclude?: readonly string[]
}

const coordinates = (text: string) => {
  const [groupId, artifactId, version] = text.split(':')
  return `<groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId>${version ? `<version>${version}</version>` : ''}`
}

const pom = ({ packages, exclude = [] }: Packages) => {
  const exclusions = exclude.map(each => `<exclusion>${coordinates(each)}</exclusion>`).join('')
  const dependencies = packages.map(
    each => `<dependency>${coordinates(each)}<exclusions>${exclusions}</exclusions></dependency>`,
  )
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>local</groupId><artifactId>local</artifactId><version>1</version>
<dependencies>${dependencies.join('\n')}</dependencies></project>
`
}

/** Copies the packages with all that they depend on into `folder`, as jars. */
export const installJars = async (folder: string, packages: Packages): Promise<void> => {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'pom.xml'), pom(packages))
  const args = [...quiet, '-f', join(folder, 'pom.xml'), copyDependencies, `-DoutputDirectory=${folder}`]
  await runCommand('mvn', args)
}

/** Unpacks an archive, `group:artifact:version:type:classifier`, into `folder`. */
export const unpackArchive = async (folder: string, archive: string): Promise<void> => {
  await mkdir(folder, { recursive: true })
  const args = [...quiet, `${plugin}:unpack`, `-Dartifact=${archive}`, `-DoutputDirectory=${folder}`]
  // without a project it leaves a note of what it has unpacked where it was called
  await runCommand('mvn', args, { cwd: folder })
}
