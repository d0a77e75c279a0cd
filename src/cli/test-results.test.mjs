import { describe, expect, it } from 'vitest'
import { playwrightResult, total, vitestResult } from './test-results.mjs'

const vitestReport = (passed, files = []) => ({ numPassedTests: passed, testResults: files })
const failing = {
  name: `${process.cwd()}/src/a.test.ts`,
  status: 'failed',
  assertionResults: [
    { status: 'passed', fullName: 'a is kept' },
    { status: 'failed', fullName: 'a is said', failureMessages: ['\u001b[31mexpected 1 to be 2\u001b[39m'] },
  ],
}
const playwrightReport = (stats, { suites = [], errors = [] } = {}) => ({
  stats: { expected: 0, flaky: 0, unexpected: 0, ...stats },
  suites,
  errors,
})

describe('vitestResult', () => {
  it('names each test that failed, and says why', () => {
    expect(vitestResult(vitestReport(7, [failing]), 1)).toEqual({
      passed: 7,
      failures: ['src/a.test.ts › a is said\nexpected 1 to be 2'],
    })
  })

  it('counts a file that could not be loaded as one failure', () => {
    const broken = { name: 'src/b.test.ts', status: 'failed', message: 'no such module', assertionResults: [] }
    expect(vitestResult(vitestReport(7, [broken, failing]), 1).failures).toEqual([
      'src/b.test.ts\nno such module',
      'src/a.test.ts › a is said\nexpected 1 to be 2',
    ])
  })

  it.each([
    ['no report', null],
    ['no test', vitestReport(0)],
  ])('counts %s as one failure', (_name, report) => {
    expect(vitestResult(report, 0)).toEqual({ passed: 0, failures: [expect.any(String)] })
  })

  it('counts an error at the end as one failure although every test passed', () => {
    expect(vitestResult(vitestReport(7), 1)).toEqual({ passed: 7, failures: [expect.stringContaining('ended with 1')] })
  })
})

describe('playwrightResult', () => {
  it('counts tests and names those that failed; one that passed at its second try passed', () => {
    const run = (status) => ({ projectName: 'phone', status, results: [{}, { error: { message: 'no button' } }] })
    const spec = { file: 'a.spec.ts', title: 'a', tests: [run('flaky'), run('unexpected')] }
    const suites = [{ suites: [{ specs: [spec] }] }]
    expect(playwrightResult(playwrightReport({ expected: 3, flaky: 1, unexpected: 1 }, { suites }), 1)).toEqual({
      passed: 4,
      failures: ['a.spec.ts › [phone] a\nno button'],
    })
  })

  it('counts errors outside of tests, and silence', () => {
    const errors = [{ message: 'no server' }]
    expect(playwrightResult(playwrightReport({ expected: 3 }, { errors }), 1)).toEqual({
      passed: 3,
      failures: ['outside of tests\nno server'],
    })
    expect(playwrightResult(playwrightReport({}), 0).failures).toHaveLength(1)
    expect(playwrightResult(null, 0).failures).toHaveLength(1)
  })
})

describe('total', () => {
  it('adds up', () => {
    const results = [
      { passed: 1, failures: [] },
      { passed: 2, failures: ['a', 'b'] },
    ]
    expect(total(results)).toEqual({ passed: 3, failures: ['a', 'b'] })
    expect(total([])).toEqual({ passed: 0, failures: [] })
  })
})
