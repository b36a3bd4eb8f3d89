import { expect, test } from 'vitest';
import { closingLine, type VitestReport } from './closing-line.ts';

const green: VitestReport = {
  success: true,
  numPassedTests: 7,
  numFailedTests: 0,
  numFailedTestSuites: 0,
  numPendingTests: 2,
  numTodoTests: 1,
};

test('a green run is counted and ends with 0', () => {
  expect(closingLine({ report: green, vitestCode: 0, failedChecks: 0 })).toEqual({
    line: '7 passed, 0 failed, 3 skipped',
    code: 0,
  });
});

test('a failed test makes the run red, even if vitest ended with 0', () => {
  const report = { ...green, success: false, numPassedTests: 6, numFailedTests: 1, numFailedTestSuites: 1 };
  expect(closingLine({ report, vitestCode: 0, failedChecks: 0 })).toEqual({
    line: '6 passed, 1 failed, 3 skipped',
    code: 1,
  });
});

test('a failed check is counted as failed', () => {
  expect(closingLine({ report: green, vitestCode: 0, failedChecks: 2 })).toEqual({
    line: '7 passed, 2 failed, 3 skipped',
    code: 1,
  });
});

test('files that could not be loaded are counted, though they hold no failed test', () => {
  const report = { ...green, success: false, numFailedTestSuites: 3 };
  expect(closingLine({ report, vitestCode: 1, failedChecks: 0 }).line).toBe('7 passed, 3 failed, 3 skipped');
});

test('an error outside of all tests is counted', () => {
  expect(closingLine({ report: green, vitestCode: 1, failedChecks: 0 })).toEqual({
    line: '7 passed, 1 failed, 3 skipped',
    code: 1,
  });
});

test('a run without a report is red', () => {
  expect(closingLine({ report: null, vitestCode: 0, failedChecks: 0 })).toEqual({
    line: '0 passed, 1 failed, 0 skipped',
    code: 1,
  });
});
