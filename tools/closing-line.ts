/** The totals of vitest's JSON report that the closing line needs. */
export interface VitestReport {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
}

export interface Outcome {
  /** Null when vitest ended without a report. */
  readonly report: VitestReport | null;
  readonly vitestCode: number;
  readonly failedChecks: number;
}

/**
 * `N passed, N failed, N skipped`, and the exit code that goes with it. Numbers are tests; what fails without being
 * a test (a check, a file that cannot be loaded, an error outside of tests) counts as failed, so that a line that says
 * `0 failed` and a red exit code never meet.
 */
export function closingLine({ report, vitestCode, failedChecks }: Outcome): { line: string; code: number } {
  const failedTests = report === null ? 1 : report.numFailedTests;
  const red = report === null || !report.success || vitestCode !== 0;
  const unnamed = red && failedTests === 0 ? Math.max(1, report?.numFailedTestSuites ?? 1) : 0;
  const failed = failedTests + unnamed + failedChecks;
  const skipped = report === null ? 0 : report.numPendingTests + report.numTodoTests;
  const line = `${report?.numPassedTests ?? 0} passed, ${failed} failed, ${skipped} skipped`;
  return { line, code: failed === 0 ? 0 : vitestCode || 1 };
}
