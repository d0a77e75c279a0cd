import { describe, expect, it } from 'vitest'
import { playwrightResult, total, vitestResult } from './test-results.mjs'

const vitestReport = (passed, failed, files = []) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  testResults: files,
})
const playwrightReport = (stats, errors = []) => ({ stats: { expected: 0, flaky: 0, unexpected: 0, ...stats }, errors })

describe('vitestResult', () => {
  it('counts tests', () => expect(vitestResult(vitestReport(7, 2), 1)).toEqual({ passed: 7, failed: 2 }))

  it('counts a file that could not be loaded as one failure', () => {
    const broken = { status: 'failed', assertionResults: [] }
    const failing = { status: 'failed', assertionResults: [{ status: 'failed' }] }
    expect(vitestResult(vitestReport(7, 1, [broken, failing]), 1)).toEqual({ passed: 7, failed: 2 })
  })

  it.each([
    ['no report', null, 0],
    ['no test', vitestReport(0, 0), 0],
  ])('counts %s as one failure', (_name, report, code) => {
    expect(vitestResult(report, code)).toEqual({ passed: 0, failed: 1 })
  })

  it('counts an error at the end as one failure although every test passed', () => {
    expect(vitestResult(vitestReport(7, 0), 1)).toEqual({ passed: 7, failed: 1 })
  })
})

describe('playwrightResult', () => {
  it('counts tests; one that passed at its second try passed', () => {
    expect(playwrightResult(playwrightReport({ expected: 3, flaky: 1, unexpected: 2 }), 1)).toEqual({
      passed: 4,
      failed: 2,
    })
  })

  it('counts errors outside of tests, and silence', () => {
    expect(playwrightResult(playwrightReport({ expected: 3 }, [{}]), 1)).toEqual({ passed: 3, failed: 1 })
    expect(playwrightResult(playwrightReport({}), 0)).toEqual({ passed: 0, failed: 1 })
    expect(playwrightResult(null, 0)).toEqual({ passed: 0, failed: 1 })
  })
})

describe('total', () => {
  it('adds up', () => {
    const results = [
      { passed: 1, failed: 0 },
      { passed: 2, failed: 3 },
    ]
    expect(total(results)).toEqual({ passed: 3, failed: 3 })
    expect(total([])).toEqual({ passed: 0, failed: 0 })
  })
})
