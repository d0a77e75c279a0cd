import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { ROOT } from './project.mjs'

const LINES_OF_REASON = 12

/**
 * Reads the reports of the test runners into `{passed, failures}`; a failure is what failed and, on the lines below, why. A stage
 * that ended with an error, left no report or ran nothing has one failure at least: silence must never look like success.
 */
export function vitestResult(report, exitCode) {
  if (!report) return { passed: 0, failures: ['no report was left'] }
  return settle(report.numPassedTests, report.testResults.flatMap(failuresOfFile), exitCode)
}

/** As `vitestResult`, for Playwright's JSON report. A test that passed only at its second try passed. */
export function playwrightResult(report, exitCode) {
  if (!report) return { passed: 0, failures: ['no report was left'] }
  const failures = [
    ...report.suites.flatMap(failuresOfSuite),
    ...report.errors.map((error) => why('outside of tests', error)),
  ]
  return settle(report.stats.expected + report.stats.flaky, failures, exitCode)
}

/** The sum of several results. */
export function total(results) {
  return {
    passed: results.reduce((sum, result) => sum + result.passed, 0),
    failures: results.flatMap((result) => result.failures),
  }
}

function settle(passed, failures, exitCode) {
  if (failures.length > 0) return { passed, failures }
  if (passed === 0) return { passed, failures: ['nothing ran'] }
  return { passed, failures: exitCode === 0 ? [] : [`every test passed, and the runner ended with ${exitCode}`] }
}

/** The failed tests of a file; the file itself when it failed without one, as when it cannot be loaded. */
function failuresOfFile(file) {
  const failed = file.assertionResults.filter((test) => test.status === 'failed')
  if (failed.length > 0)
    return failed.map((test) => why(`${file.name} › ${test.fullName}`, { message: test.failureMessages[0] }))
  return file.status === 'failed' ? [why(file.name, file)] : []
}

function failuresOfSuite(suite) {
  const failed = (suite.specs ?? []).flatMap((spec) =>
    spec.tests
      .filter((test) => test.status === 'unexpected')
      .map((test) => why(`${spec.file} › [${test.projectName}] ${spec.title}`, test.results.at(-1)?.error)),
  )
  return [...failed, ...(suite.suites ?? []).flatMap(failuresOfSuite)]
}

/** What failed, with the first lines of why. */
function why(name, error) {
  const reason = stripVTControlCharacters(error?.message ?? '').trim()
  const lines = reason.split('\n').slice(0, LINES_OF_REASON)
  return [path.isAbsolute(name) ? path.relative(ROOT, name) : name, ...lines].join('\n')
}
