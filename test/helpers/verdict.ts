import { numberedLine } from './numbered-lines.ts'

export interface TopicVerdict {
  /** records whose line was in the topic before */
  readonly repeats: number
  /** each time that the source went back to an earlier line: by how many lines */
  readonly rewinds: readonly number[]
}

const lineNumber = (text: string, offset: number): number => {
  const number = Number(text.slice(0, 10))
  if (text !== numberedLine(number)) throw new Error(`offset ${offset} holds no line of the file: ${text}`)
  return number
}

/** Throws unless the values, repeats dropped by first occurrence, are the numbered lines from 0 to `lines`, in order. */
export const checkTopic = (values: readonly Buffer[], lines: number): TopicVerdict => {
  let next = 0
  let previous = -1
  const rewinds: number[] = []
  for (const [offset, value] of values.entries()) {
    const number = lineNumber(value.toString(), offset)
    if (number > next) throw new Error(`line ${next} is missing: offset ${offset} holds line ${number}`)
    if (number !== previous + 1) rewinds.push(next - number)
    if (number === next) next++
    previous = number
  }
  if (next !== lines) throw new Error(`the topic ends with line ${next - 1}, the file with line ${lines - 1}`)
  return { repeats: values.length - lines, rewinds }
}

/** An object of the S3 sink: its records are those from `start` on. */
export interface StoredRecords {
  readonly key: string
  readonly start: number
  readonly values: readonly string[]
}

/** Throws unless the objects together hold each offset's value once, in order. */
export const checkObjects = (objects: readonly StoredRecords[], values: readonly Buffer[]): void => {
  let next = 0
  for (const { key, start, values: stored } of objects.toSorted((a, b) => a.start - b.start)) {
    if (start > next) throw new Error(`offsets ${next} to ${start - 1} are in no object; ${key} follows`)
    if (start < next) throw new Error(`offsets ${start} to ${next - 1} are in two objects, one is ${key}`)
    const wrong = stored.findIndex((value, i) => value !== values[start + i]?.toString())
    if (wrong >= 0) throw new Error(`${key} does not hold what offset ${start + wrong} holds`)
    next += stored.length
  }
  if (next !== values.length)
    throw new Error(`offsets ${next} to ${values.length - 1} are in no object, at the end`)
}
