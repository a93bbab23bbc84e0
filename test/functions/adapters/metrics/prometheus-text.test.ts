import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Family, prometheusText } from '../../../../functions/adapters/metrics/prometheus-text.ts'
import { readExposition } from '../../../helpers/exposition.ts'

const gauge = (name: string, series: Family['series'], help = 'Help.'): Family => ({
  name,
  type: 'gauge',
  help,
  series,
})

describe("Prometheus's text format", () => {
  it('has help, type and series of each metric', () => {
    const series = [
      { labels: { connector: 'a', task: '0' }, value: 1.5 },
      { labels: {}, value: 0 },
    ]
    expect(prometheusText([gauge('some_metric', series)])).toBe(
      '# HELP some_metric Help.\n# TYPE some_metric gauge\nsome_metric{connector="a",task="0"} 1.5\nsome_metric 0\n',
    )
  })

  it('leaves out metrics without series', () => {
    expect(prometheusText([gauge('none', []), gauge('some', [{ labels: {}, value: 1 }])])).not.toContain(
      'none',
    )
  })

  it('has values that are no finite numbers by their names there', () => {
    const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e21]
    const series = values.map((value, i) => ({ labels: { i: String(i) }, value }))
    const page = prometheusText([gauge('odd', series)])
    expect(page).toContain('odd{i="0"} NaN\nodd{i="1"} +Inf\nodd{i="2"} -Inf\nodd{i="3"} 1e+21\n')
    expect(readExposition(page).map(({ value }) => value)).toEqual(values)
  })

  it('brings every name of a connector and every help back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (connector, help) => {
        const page = prometheusText([gauge('named', [{ labels: { connector }, value: 1 }], `x${help}`)])
        expect(readExposition(page)).toEqual([{ name: 'named', labels: { connector }, value: 1 }])
      }),
    )
  })
})
