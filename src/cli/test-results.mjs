/**
 * Reads the reports of the test runners into `{passed, failed}`. A stage that ended with an error, left no report or ran nothing
 * counts as one failure at least: silence must never look like success.
 */
export function vitestResult(report, exitCode) {
  if (!report) return { passed: 0, failed: 1 }
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  )
  return settle({ passed: report.numPassedTests, failed: report.numFailedTests + brokenFiles.length }, exitCode)
}

/** As `vitestResult`, for Playwright's JSON report. A test that passed only at its second try passed. */
export function playwrightResult(report, exitCode) {
  if (!report) return { passed: 0, failed: 1 }
  const { expected, flaky, unexpected } = report.stats
  return settle({ passed: expected + flaky, failed: unexpected + report.errors.length }, exitCode)
}

/** The sum of several results. */
export function total(results) {
  return results.reduce((sum, r) => ({ passed: sum.passed + r.passed, failed: sum.failed + r.failed }), {
    passed: 0,
    failed: 0,
  })
}

function settle({ passed, failed }, exitCode) {
  const isSilent = failed === 0 && (exitCode !== 0 || passed === 0)
  return { passed, failed: isSilent ? 1 : failed }
}
